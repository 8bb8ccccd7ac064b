//! Tests with sessions: the responses to another caller that knows the id of a session.

use std::sync::Arc;

use auth_core::{Auth, jwt::Jwt, require};
use demo::{AUDIENCE, ISSUER, Issuer};
use http::request::Parts;
use rmcp::handler::server::tool::Extension;
use rmcp::transport::streamable_http_server::StreamableHttpServerConfig;
use rmcp::{tool, tool_router};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use super::Outcome;
use crate::call;
use crate::notes::serve;
use crate::refused::Refused;
use crate::sessions::{SESSION_ID, Sessions};

/// A tool that responds when the test permits it.
#[derive(Clone, Default)]
struct Slow {
    started: Arc<Notify>,
    may_end: Arc<Notify>,
}

#[tool_router(server_handler)]
impl Slow {
    /// Returns the subject of the caller.
    #[require(scope = "notes:read", from = request)]
    #[tool]
    async fn slow(&self, Extension(request): Extension<Parts>) -> Result<String, Refused> {
        let caller = auth_core::adapters::tower::identity(&request).await.map_err(Refused::from)?;
        self.started.notify_one();
        self.may_end.notified().await;
        Ok(format!("SECRET of {}", caller.subject()))
    }
}

/// Returns a server with sessions, the default of rmcp.
struct Server {
    address: std::net::SocketAddr,
    issuer: Issuer,
    tool: Slow,
}

/// A response with its body not read yet.
struct Response {
    status: u16,
    session: Option<String>,
    body: BufReader<TcpStream>,
}

impl Response {
    async fn text(mut self) -> Outcome<String> {
        let mut text = String::new();
        self.body.read_to_string(&mut text).await?;
        Ok(text)
    }
}

impl Server {
    async fn start() -> Outcome<Self> {
        let (issuer, tool) = (Issuer::new()?, Slow::default());
        let jwt =
            Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(issuer.public_key()?).build()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let router = serve(Auth::new(jwt), tool.clone(), StreamableHttpServerConfig::default());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, issuer, tool })
    }

    /// Sends a request of a caller, with these headers, and reads the head of the response.
    async fn send(
        &self,
        method: &str,
        (name, scope): (&str, &str),
        headers: &str,
        body: &str,
    ) -> Outcome<Response> {
        let token = self.issuer.sign(&self.issuer.claims(name, &[], scope))?;
        let (host, length) = (self.address, body.len());
        let accept = "application/json, text/event-stream";
        let request = format!(
            "{method} /mcp HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\naccept: {accept}\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        );
        let mut stream = TcpStream::connect(host).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut body = BufReader::new(stream);
        let (mut status, mut session, mut line) = (None, None, String::new());
        while body.read_line(&mut line).await? > 2 {
            match line.trim_end().split_once(": ") {
                None => status = line.split(' ').nth(1).map(str::parse).transpose()?,
                Some((name, value)) if name.eq_ignore_ascii_case(SESSION_ID) => {
                    session = Some(value.to_owned());
                }
                Some(_) => {}
            }
            line.clear();
        }
        Ok(Response { status: status.ok_or("no status")?, session, body })
    }

    /// Begins a session of a caller.
    async fn begin(&self, caller: (&str, &str)) -> Outcome<String> {
        let hello = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18",
            "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}"#;
        let response = self.send("POST", caller, "", hello).await?;
        assert_eq!(response.status, 200);
        let id = response.session.ok_or("no session")?;
        let ready = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
        let session = format!("{SESSION_ID}: {id}\r\n");
        assert_eq!(self.send("POST", caller, &session, ready).await?.status, 202);
        Ok(id)
    }
}

const WALT: (&str, &str) = ("walt", "notes:read");
const EVE: (&str, &str) = ("eve", "");

#[tokio::test]
async fn session_of_another_caller_is_unknown() -> Outcome {
    let server = Server::start().await?;
    let (walts, eves) = (server.begin(WALT).await?, server.begin(EVE).await?);
    let session = format!("{SESSION_ID}: {walts}\r\n");
    let slow = call("slow", "{}");
    // Walt's call runs.
    let running = server.send("POST", WALT, &session, &slow).await?;
    assert_eq!(running.status, 200);
    server.tool.started.notified().await;
    // Eve knows the id of his session, and the numbers of its events.
    let resume = format!("{session}last-event-id: 0/0\r\n");
    let later = format!("{session}last-event-id: 0/1\r\n");
    let both = format!("{SESSION_ID}: {eves}\r\n{session}");
    let (answer, unknown) =
        (r#"{"jsonrpc":"2.0","id":0,"result":{}}"#, format!("{SESSION_ID}: {walts}x\r\n"));
    let tries = [
        ("GET", &*session, ""),
        ("GET", &*resume, ""),
        ("GET", &*later, ""),
        ("GET", &*both, ""),
        ("POST", &*session, &*slow),
        ("POST", &*session, answer),
        ("DELETE", &*session, ""),
        ("DELETE", &*both, ""),
        ("GET", &*unknown, ""),
    ];
    for (method, headers, body) in tries {
        let refused = server.send(method, EVE, headers, body).await?;
        assert_eq!(refused.status, 404, "{method} {headers} {body}");
        assert_eq!(
            refused.text().await?,
            "Not Found: Session not found",
            "{method} {headers} {body}"
        );
    }
    // He gets his response, and his session exists until he ends it.
    server.tool.may_end.notify_one();
    let told = running.text().await?;
    assert!(told.contains("SECRET of walt"), "{told}");
    assert_eq!(server.send("DELETE", WALT, &session, "").await?.status, 202);
    assert_eq!(server.send("POST", WALT, &session, &slow).await?.status, 404);
    Ok(())
}

#[tokio::test]
async fn session_of_the_caller_decides_on_a_new_token() -> Outcome {
    let server = Server::start().await?;
    let session = format!("{SESSION_ID}: {}\r\n", server.begin(WALT).await?);
    let refused = server.send("POST", ("walt", ""), &session, &call("slow", "{}")).await?;
    assert_eq!(refused.status, 200);
    let told = refused.text().await?;
    assert!(told.contains(r#""isError":true"#) && told.contains("insufficient_scope"), "{told}");
    Ok(())
}

#[tokio::test]
async fn session_of_another_issuer_is_foreign() {
    let sessions = Sessions::of(Arc::default());
    let caller = |issuer: &str| (issuer.to_owned(), "alice".to_owned());
    sessions.begin("1".into(), caller("https://issuer.example")).await;
    assert!(sessions.is_of("1", &caller("https://issuer.example")));
    assert!(!sessions.is_of("1", &caller("https://partner.example")));
    // The manager has no such session, so it is removed when the next one begins.
    sessions.begin("2".into(), caller("https://issuer.example")).await;
    assert!(!sessions.is_of("1", &caller("https://issuer.example")));
}
