//! The API: a socket that lives as long as the token that opened it.

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

/// Decides before the protocol is switched: whoever may not gets a 401 or 403, not a socket. The guard is a plain argument here, since
/// the socket takes it along.
async fn echo(proof: Guard<CanListen>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(move |socket| serve(proof, socket))
}

/// Sends back what comes, until the client goes or its token ends.
async fn serve(proof: Guard<CanListen>, mut socket: WebSocket) {
    let name = proof.identity().map_or("somebody", Identity::subject);
    let mut expired = proof.expired();
    loop {
        let message = tokio::select! {
            biased;
            () = &mut expired => return close(socket).await,
            message = socket.recv() => message,
        };
        match message {
            Some(Ok(Message::Text(text))) => {
                if socket.send(format!("{name}: {text}").into()).await.is_err() {
                    return;
                }
            }
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return,
        }
    }
}

async fn close(mut socket: WebSocket) {
    let frame = CloseFrame { code: UNAUTHORIZED, reason: "the access token expired".into() };
    // If the client is gone, the socket is closed as well.
    let _ = socket.send(Message::Close(Some(frame))).await;
}

/// The API behind `auth`.
pub(crate) fn router(auth: Auth) -> Router {
    Router::new().route("/echo", any(echo)).layer(auth)
}
