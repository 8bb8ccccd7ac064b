//! The pages of the application: handlers, each with its requirements.

use std::sync::Arc;

use auth_core::axum::{
    Router,
    routing::{any, get, post},
};
use auth_core::{Guard, Identity, policy, public, require};
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{Html, Response};
use tower_http::csrf::CsrfLayer;

use crate::login::{form, log_in, log_out};
use crate::provider::{CALLBACK, Provider, finish, start};
use crate::socket::BEARER;

policy! {
    /// Users and programs that may use the echo.
    CanListen = authenticated;
}

/// Shows the first page.
#[public("the first page")]
async fn home() -> Html<&'static str> {
    Html(include_str!("home.html"))
}

/// Shows the caller's name.
#[require(authenticated)]
async fn account(identity: Identity) -> String {
    identity.subject().to_owned()
}

/// Changes data of the caller.
#[require(authenticated)]
async fn write_note() -> (StatusCode, &'static str) {
    (StatusCode::CREATED, "noted")
}

/// Shows the number of accounts.
#[require(role = "admin")]
async fn admin() -> &'static str {
    "2 accounts"
}

/// Shows metrics to a scraper with a password.
#[require(role = "scraper")]
async fn metrics() -> &'static str {
    "requests_total 3\n"
}

/// Opens a socket that returns each message.
async fn echo(proof: Guard<CanListen>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.protocols([BEARER]).on_upgrade(async move |mut socket| {
        tokio::select! {
            () = proof.expired() => {}
            () = converse(&proof, &mut socket) => {}
        }
    })
}

/// Sends each message back, until the client disconnects.
async fn converse(proof: &Guard<CanListen>, socket: &mut WebSocket) {
    let name = proof.identity().map_or("", Identity::subject);
    while let Some(Ok(message)) = socket.recv().await {
        let Ok(text) = message.to_text() else { return };
        if socket.send(format!("{name}: {text}").into()).await.is_err() {
            return;
        }
    }
}

/// Returns the routes and their rules.
pub fn routes() -> Router<Option<Arc<Provider>>> {
    // SECURITY: a form of another site would log the victim in as the attacker. The sender of the
    // form has no session yet, so that the rule for sessions does not apply.
    let log_in = post(log_in).layer(CsrfLayer::new());
    Router::new()
        .route("/", get(home))
        .route("/login", get(form).merge(log_in))
        .route("/login/provider", get(start))
        .route(CALLBACK, get(finish))
        .route("/logout", post(log_out))
        .route("/account", get(account))
        .route("/notes", post(write_note))
        .route("/admin", get(admin))
        .route("/metrics", get(metrics))
        .route("/echo", any(echo))
}
