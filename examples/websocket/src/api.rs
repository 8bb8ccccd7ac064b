//! The API: a socket that lives as long as its token.

use std::time::Duration;

use auth_core::axum::{Router, routing::any};
use auth_core::{Auth, Guard, Identity, policy};
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;

policy! {
    /// Callers that may use the echo.
    CanListen = scope = "echo:listen";
}

/// "Unauthorized" in IANA's list of close codes: the client may connect again with a new token.
pub(crate) const UNAUTHORIZED: u16 = 3000;

/// The maximum length of a message, in bytes. One is in memory at a time, in each direction.
pub(crate) const LONGEST_MESSAGE: usize = 64 * 1024;

/// The time that a client has to read that its token expired.
const FAREWELL: Duration = Duration::from_secs(5);

/// Decides before the protocol is switched: a rejected caller gets a 401 or 403, not a socket. The
/// guard is a plain argument here, because the socket keeps it.
async fn echo(proof: Guard<CanListen>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.max_message_size(LONGEST_MESSAGE).on_upgrade(move |socket| serve(proof, socket))
}

/// Serves a socket until the client disconnects or its token expires.
async fn serve(proof: Guard<CanListen>, mut socket: WebSocket) {
    let name = proof.identity().map_or("somebody", Identity::subject);
    // SECURITY: a client that does not read keeps the server waiting in `send`, and would keep its
    // socket past its token. So the expiry ends the whole conversation.
    tokio::select! {
        biased;
        () = proof.expired() => close(socket).await,
        () = converse(name, &mut socket) => {}
    }
}

/// Sends each message back, until the client disconnects.
async fn converse(name: &str, socket: &mut WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        if let Message::Text(text) = message
            && socket.send(format!("{name}: {text}").into()).await.is_err()
        {
            return;
        }
    }
}

/// Sends the reason for the close, if the client reads it in time.
async fn close(mut socket: WebSocket) {
    let frame = CloseFrame { code: UNAUTHORIZED, reason: "the access token expired".into() };
    // If the client has disconnected or does not read, the connection ends, too.
    let _ = tokio::time::timeout(FAREWELL, socket.send(Message::Close(Some(frame)))).await;
}

/// Returns the routes and their rules.
pub(crate) fn routes() -> Router {
    Router::new().route("/echo", any(echo))
}

/// Returns the API behind `auth`.
pub(crate) fn router(auth: Auth) -> axum::Router {
    routes().secured_by(auth)
}
