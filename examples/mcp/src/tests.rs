//! Tests over a real socket: the responses to allowed, rejected and anonymous clients.

mod login;
mod sessions;

use std::error::Error;
use std::net::SocketAddr;

use auth_core::{Auth, jwt::Jwt};
use demo::{AUDIENCE, ISSUER, Issuer};
use rmcp::handler::server::tool::{Extension, ToolRouter};
use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::{tool, tool_router};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::call;
use crate::notes::{Note, NoteList, Notes, router};
use crate::refused::{CHALLENGES, Refused};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The listening server and its issuer.
struct Server {
    address: SocketAddr,
    issuer: Issuer,
}

/// A response: status, headers in lower case, body.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Server {
    async fn start() -> Outcome<Self> {
        let issuer = Issuer::new()?;
        let jwt =
            Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(issuer.public_key()?).build()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, router(Auth::new(jwt))).await });
        Ok(Self { address, issuer })
    }

    async fn send(&self, caller: Option<(&[&str], &str)>, body: &str) -> Outcome<Answer> {
        let authorization = match caller {
            Some((roles, scope)) => {
                let token = self.issuer.sign(&self.issuer.claims("alice", roles, scope))?;
                format!("authorization: Bearer {token}\r\n")
            }
            None => String::new(),
        };
        let (host, length) = (self.address, body.len());
        let request = format!(
            "POST /mcp HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/json\r\n\
             accept: application/json, text/event-stream\r\ncontent-length: {length}\r\n{authorization}\r\n{body}"
        );
        let mut stream = TcpStream::connect(host).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or("no body")?;
        let status = head.split(' ').nth(1).ok_or("no status")?.parse()?;
        Ok(Answer { status, head: head.to_lowercase(), body: body.to_owned() })
    }

    /// Calls a tool with these scopes and roles, and returns its result.
    async fn tool(
        &self,
        roles: &[&str],
        scope: &str,
        tool: &str,
        arguments: &str,
    ) -> Outcome<Value> {
        let answer = self.send(Some((roles, scope)), &call(tool, arguments)).await?;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer: Value = serde_json::from_str(&answer.body)?;
        Ok(answer.get("result").ok_or("a protocol error")?.clone())
    }
}

#[tokio::test]
async fn tool_runs_for_callers_with_its_scope() -> Outcome {
    let server = Server::start().await?;
    let added = server.tool(&[], "notes:write", "add_note", r#"{"text":"Buy milk"}"#).await?;
    assert_eq!(added["isError"], json!(false));
    let list = server.tool(&[], "notes:read", "list_notes", "{}").await?;
    assert_eq!(list["structuredContent"], json!({"notes": ["Buy milk"]}));
    let cleared = server.tool(&["admin"], "notes:write", "clear_notes", "{}").await?;
    assert_eq!(cleared["isError"], json!(false));
    Ok(())
}

#[tokio::test]
async fn rejection_of_a_tool_is_its_error_with_the_scope() -> Outcome {
    let server = Server::start().await?;
    let add = call("add_note", r#"{"text":"Buy milk"}"#);
    let answer = server.send(Some((&[], "notes:read")), &add).await?;
    assert_eq!(answer.status, 403);
    let refused: Value = serde_json::from_str(&answer.body)?;
    let refused = &refused["result"];
    assert_eq!(refused["isError"], json!(true));
    let challenge = refused["_meta"][CHALLENGES][0].as_str().ok_or("no challenge")?;
    assert!(challenge.starts_with("Bearer "), "{challenge}");
    for parameter in [r#"error="insufficient_scope""#, r#"scope="notes:write""#] {
        assert!(challenge.contains(parameter), "{challenge}");
    }
    assert_eq!(refused["content"][0]["text"], json!(format!("403 Forbidden\n{challenge}")));
    let header = format!("\r\nwww-authenticate: {}\r\n", challenge.to_lowercase());
    assert_eq!(answer.head.matches("www-authenticate").count(), 1, "{}", answer.head);
    assert!(answer.head.contains(&header), "{}", answer.head);
    let list = server.tool(&[], "notes:read", "list_notes", "{}").await?;
    assert_eq!(list["structuredContent"], json!({"notes": []}), "the tool ran");
    Ok(())
}

#[tokio::test]
async fn forbidden_request_has_no_challenge_and_no_policy() -> Outcome {
    let server = Server::start().await?;
    let refused = server.tool(&["editor"], "notes:write", "clear_notes", "{}").await?;
    assert_eq!(refused["isError"], json!(true));
    assert_eq!(refused["content"][0]["text"], json!("403 Forbidden"));
    assert_eq!(refused.get("_meta"), None);
    Ok(())
}

#[tokio::test]
async fn anonymous_request_gets_a_challenge_before_mcp() -> Outcome {
    let server = Server::start().await?;
    for body in [call("list_notes", "{}"), "not json".to_owned()] {
        let answer = server.send(None, &body).await?;
        assert_eq!(answer.status, 401);
        assert!(answer.head.contains("\r\nwww-authenticate: bearer realm="), "{}", answer.head);
    }
    Ok(())
}

/// Tools without guards.
struct Unguarded;

#[tool_router]
impl Unguarded {
    /// Lists all notes.
    #[tool]
    async fn list_notes(
        &self,
        Extension(_): Extension<http::request::Parts>,
    ) -> Result<Json<NoteList>, Refused> {
        Ok(Json(NoteList::default()))
    }

    /// Adds a note.
    #[tool]
    async fn add_note(
        &self,
        Extension(_): Extension<http::request::Parts>,
        Parameters(_): Parameters<Note>,
    ) -> Result<String, Refused> {
        Ok(String::new())
    }

    /// Deletes all notes.
    #[tool]
    async fn clear_notes(
        &self,
        Extension(_): Extension<http::request::Parts>,
    ) -> Result<String, Refused> {
        Ok(String::new())
    }
}

#[test]
fn guards_keep_descriptions_and_schemas_of_tools() -> Outcome {
    let tools = |all: Vec<rmcp::model::Tool>| serde_json::to_value(all);
    let unguarded: ToolRouter<Unguarded> = Unguarded::tool_router();
    let guarded = tools(Notes::tool_router().list_all())?;
    assert_eq!(guarded, tools(unguarded.list_all())?);
    assert_eq!(
        guarded[0]["inputSchema"]["properties"].as_object().map(serde_json::Map::len),
        Some(1)
    );
    Ok(())
}
