//! The API: a socket that lives as long as the token that opened it.

use std::time::Duration;

use auth_core::{Auth, Guard, Identity, policy};
use axum::Router;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::any;

policy! {
    /// Whoever may listen to the echo.
    CanListen = scope = "echo:listen";
}

/// "Unauthorized" in IANA's list of close codes: the client may come back with a new token.
pub(crate) const UNAUTHORIZED: u16 = 3000;

/// The length of the longest message, in bytes: one is in memory at a time, in each direction.
pub(crate) const LONGEST_MESSAGE: usize = 64 * 1024;

/// How long a client may take to read that its token ended.
const FAREWELL: Duration = Duration::from_secs(5);

/// Decides before the protocol is switched: whoever may not gets a 401 or 403, not a socket. The guard is a plain argument here, since
/// the socket takes it along.
async fn echo(proof: Guard<CanListen>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.max_message_size(LONGEST_MESSAGE).on_upgrade(move |socket| serve(proof, socket))
}

/// Serves a socket until the client goes or its token ends.
async fn serve(proof: Guard<CanListen>, mut socket: WebSocket) {
    let name = proof.identity().map_or("somebody", Identity::subject);
    // SECURITY: around all of the conversation. A client that does not read keeps the server waiting in
    // `send`, and would keep its socket past its token.
    tokio::select! {
        biased;
        () = proof.expired() => close(socket).await,
        () = converse(name, &mut socket) => {}
    }
}

/// Sends back what comes, until the client goes.
async fn converse(name: &str, socket: &mut WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        if let Message::Text(text) = message
            && socket.send(format!("{name}: {text}").into()).await.is_err()
        {
            return;
        }
    }
}

/// Tells the client why the socket ends, if it reads that in time.
async fn close(mut socket: WebSocket) {
    let frame = CloseFrame { code: UNAUTHORIZED, reason: "the access token expired".into() };
    // If the client is gone or does not read, the connection ends all the same.
    let _ = tokio::time::timeout(FAREWELL, socket.send(Message::Close(Some(frame)))).await;
}

/// The API behind `auth`.
pub(crate) fn router(auth: Auth) -> Router {
    Router::new().route("/echo", any(echo)).layer(auth)
}
