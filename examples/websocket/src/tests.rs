//! Tests over a real socket, with a clock of the test, so that no test waits for a token to expire.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use auth_core::time::Timestamp;
use auth_core::{Auth, jwt::Jwt};
use demo::{AUDIENCE, ISSUER, Issuer};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::api::{LONGEST_MESSAGE, UNAUTHORIZED, router, routes};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The listening API, its issuer and its clock.
struct Server {
    address: SocketAddr,
    clock: Arc<AtomicI64>,
    issuer: Issuer,
}

impl Server {
    async fn start() -> Outcome<Self> {
        let issuer = Issuer::new()?;
        let start =
            issuer.claims("alice", &[], "").get("iat").and_then(Value::as_i64).ok_or("no iat")?;
        let clock = Arc::new(AtomicI64::new(start));
        let jwt =
            Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(issuer.public_key()?).build()?;
        let now = Arc::clone(&clock);
        let auth = Auth::builder()
            .authenticator(jwt)
            .clock(move || Timestamp::from_secs(now.load(Ordering::SeqCst)))
            .build()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, router(auth)).await });
        Ok(Self { address, clock, issuer })
    }

    /// Opens a socket for Alice. Her token is valid for an hour.
    async fn connect(
        &self,
        scope: &str,
    ) -> Outcome<Result<WebSocketStream<MaybeTlsStream<TcpStream>>, tungstenite::Error>> {
        let token = self.issuer.sign(&self.issuer.claims("alice", &[], scope))?;
        self.open(Some(format!("Bearer {token}"))).await
    }

    async fn open(
        &self,
        authorization: Option<String>,
    ) -> Outcome<Result<WebSocketStream<MaybeTlsStream<TcpStream>>, tungstenite::Error>> {
        let mut request = format!("ws://{}/echo", self.address).into_client_request()?;
        if let Some(authorization) = authorization {
            request.headers_mut().insert("authorization", authorization.parse()?);
        }
        Ok(connect_async(request).await.map(|(socket, _)| socket))
    }
}

/// To accept a change of `access.txt`: `ACCESS_SNAPSHOT=update cargo test -p websocket`
#[test]
fn routes_are_reviewed() {
    routes().report().assert_snapshot("access.txt");
}

// The timer of tokio is paused. Expiry depends on the clock of the test.
#[tokio::test(start_paused = true)]
async fn socket_closes_when_the_token_ends() -> Outcome {
    let server = Server::start().await?;
    let mut socket = server.connect("echo:listen").await??;
    for seconds in [0, 3_599] {
        server.clock.fetch_add(seconds, Ordering::SeqCst);
        socket.send(Message::text("hello")).await?;
        assert_eq!(
            socket.next().await.ok_or("closed")??,
            Message::text("alice: hello"),
            "after {seconds} s"
        );
    }
    server.clock.fetch_add(1, Ordering::SeqCst);
    let Some(Ok(Message::Close(Some(frame)))) = socket.next().await else {
        return Err("not closed".into());
    };
    assert_eq!(
        (u16::from(frame.code), frame.reason.as_str()),
        (UNAUTHORIZED, "the access token expired")
    );
    assert!(socket.next().await.is_none_or(|end| end.is_err()));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn unread_socket_ends_with_the_token() -> Outcome {
    let server = Server::start().await?;
    let mut socket = server.connect("echo:listen").await??;
    // The client reads no response, until all buffers are full, the server waits in `send`, and
    // reads no more.
    let message = Message::text("x".repeat(LONGEST_MESSAGE));
    while let Ok(sent) = timeout(Duration::from_secs(1), socket.send(message.clone())).await {
        sent?;
    }
    server.clock.fetch_add(3_600, Ordering::SeqCst);
    // The client's `send` waits for the server, and ends when the server ends the connection.
    let ended = timeout(Duration::from_secs(600), socket.flush()).await;
    assert!(ended.map_err(|_| "the server still waits")?.is_err(), "the server read on");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn message_that_is_too_long_ends_the_socket() -> Outcome {
    let server = Server::start().await?;
    let mut socket = server.connect("echo:listen").await??;
    socket.send(Message::text("x".repeat(LONGEST_MESSAGE))).await?;
    assert!(socket.next().await.ok_or("closed")??.is_text());
    socket.send(Message::text("x".repeat(LONGEST_MESSAGE + 1))).await?;
    assert!(!socket.next().await.is_some_and(|answer| answer.is_ok_and(|answer| answer.is_text())));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn socket_that_is_opened_within_leeway_closes_at_once() -> Outcome {
    let server = Server::start().await?;
    server.clock.fetch_add(3_601, Ordering::SeqCst);
    let mut socket = server.connect("echo:listen").await??;
    assert!(matches!(socket.next().await, Some(Ok(Message::Close(Some(_))))));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn rejected_caller_gets_no_socket() -> Outcome {
    let server = Server::start().await?;
    let refusals = [
        (server.open(None).await?, 401, "realm"),
        (server.connect("echo:other").await?, 403, "insufficient_scope"),
    ];
    for (refused, status, challenge) in refusals {
        let Err(tungstenite::Error::Http(answer)) = refused else { return Err("let in".into()) };
        assert_eq!(answer.status(), status);
        let field = answer.headers().get("www-authenticate").ok_or("no challenge")?.to_str()?;
        assert!(field.contains(challenge), "{field}");
    }
    Ok(())
}
