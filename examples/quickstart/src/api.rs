//! The API: handlers, each with its requirements.

use auth_core::access::Report;
use auth_core::axum::{
    Router,
    routing::{delete, get},
};
use auth_core::{Auth, Identity, policy, public, require};
use axum::extract::{Json, Path};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::response::{Html, IntoResponse};
use serde::{Deserialize, Serialize};

policy! {
    /// Editors who may write, and every admin.
    CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));
}

/// A post.
#[derive(Debug, Deserialize, Serialize)]
struct Post {
    title: String,
}

/// Responds as long as the program runs.
#[public("liveness probe, no data")]
async fn health() -> &'static str {
    "ok\n"
}

/// Tells callers who they are.
#[require(authenticated)]
async fn me(identity: Identity) -> String {
    format!("You are {} of {}\n", identity.subject(), identity.issuer())
}

/// Lists the posts.
#[require(role = "admin" | "editor" | "viewer")]
async fn posts() -> Json<Vec<Post>> {
    Json(vec![Post { title: "Hello".to_owned() }])
}

/// Publishes a post.
#[require(CanPublish)]
async fn publish(Json(post): Json<Post>) -> (StatusCode, Json<Post>) {
    (StatusCode::CREATED, Json(post))
}

/// Deletes a user.
#[require(role = "admin")]
async fn delete_user(Path(id): Path<u64>) -> String {
    format!("Deleted user {id}\n")
}

/// Shows metrics to clients on this machine, without a token. Trusted proxies name the client.
#[require(ip = "127.0.0.0/30" | "::1")]
async fn internal() -> &'static str {
    "metrics\n"
}

/// Shows the door code to clients in the office. `192.0.2.0/24` is a network for documentation.
#[require(ip = "192.0.2.0/24")]
async fn office() -> &'static str {
    "0451\n"
}

/// Shows metrics to a scraper with a password.
#[require(role = "scraper")]
async fn metrics() -> &'static str {
    "requests_total 3\n"
}

/// Shows who can call what. The page names every rule: never make it public.
#[require(role = "admin")]
async fn access() -> impl IntoResponse {
    let page = Html(routes().report().to_html());
    let policy = (CONTENT_SECURITY_POLICY, Report::CONTENT_SECURITY_POLICY);
    ([policy, (CACHE_CONTROL, "no-store")], page)
}

/// The routes. A handler without an attribute does not compile here.
pub fn routes() -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/me", get(me))
        .route("/posts", get(posts).post(publish))
        .route("/users/{id}", delete(delete_user))
        .route("/internal", get(internal))
        .route("/office", get(office))
        .route("/metrics", get(metrics))
        .route("/access", get(access))
}

/// The API behind `auth`.
pub fn router(auth: Auth) -> axum::Router {
    routes().secured_by(auth)
}
