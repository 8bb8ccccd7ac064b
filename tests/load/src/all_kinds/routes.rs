//! The routes of the application. Each response names its caller.

use auth_core::axum::Router;
use auth_core::axum::routing::{get, post};
use auth_core::{Identity, public, require};
use axum::extract::Path;

#[public("a route without a caller")]
async fn open() -> &'static str {
    "open\n"
}

#[require(authenticated)]
async fn me(identity: Identity) -> String {
    respond(&identity, "GET /me", "")
}

#[require(role = "reader")]
async fn reports(identity: Identity) -> String {
    respond(&identity, "GET /reports", "")
}

#[require(scope = "reports:write")]
async fn publish(identity: Identity, Path(number): Path<u32>) -> String {
    respond(&identity, "POST /reports/{number}", &number.to_string())
}

#[require(role = "reader", issuer = "https://keys.example")]
async fn partners(identity: Identity) -> String {
    respond(&identity, "GET /partners", "")
}

#[require(path.user == subject)]
async fn own(identity: Identity, Path(user): Path<String>) -> String {
    respond(&identity, "GET /users/{user}", &user)
}

fn respond(identity: &Identity, route: &str, parameter: &str) -> String {
    let (subject, issuer) = (identity.subject(), identity.issuer());
    let (is_reader, is_writer) = (identity.has_role("reader"), identity.has_scope("reports:write"));
    format!("You are {subject} of {issuer}: {is_reader} {is_writer}, at {route} {parameter}\n")
}

/// Returns the routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/open", get(open))
        .route("/me", get(me))
        .route("/reports", get(reports))
        .route("/reports/{number}", post(publish))
        .route("/partners", get(partners))
        .route("/users/{user}", get(own))
}
