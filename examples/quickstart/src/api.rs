//! The API: handlers, each with its requirements.

use auth_core::axum::{
    Router,
    routing::{delete, get},
};
use auth_core::{Auth, Identity, policy, public, require};
use axum::extract::{Json, Path};
use axum::http::StatusCode;
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

#[public("liveness probe, no data")]
async fn health() -> &'static str {
    "ok\n"
}

#[require(authenticated)]
async fn me(identity: Identity) -> String {
    format!("You are {} of {}\n", identity.subject(), identity.issuer())
}

#[require(role = "admin" | "editor" | "viewer")]
async fn posts() -> Json<Vec<Post>> {
    Json(vec![Post { title: "Hello".to_owned() }])
}

#[require(CanPublish)]
async fn publish(Json(post): Json<Post>) -> (StatusCode, Json<Post>) {
    (StatusCode::CREATED, Json(post))
}

#[require(role = "admin")]
async fn delete_user(Path(id): Path<u64>) -> String {
    format!("Deleted user {id}\n")
}

// Decides on the client's address and on no token. Trusted proxies name the client.
#[require(ip = "127.0.0.0/30" | "::1")]
async fn internal() -> &'static str {
    "metrics\n"
}

// For a scraper with a password.
#[require(role = "scraper")]
async fn metrics() -> &'static str {
    "requests_total 3\n"
}

/// The routes. A handler without an attribute does not compile here.
pub fn routes() -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/me", get(me))
        .route("/posts", get(posts).post(publish))
        .route("/users/{id}", delete(delete_user))
        .route("/internal", get(internal))
        .route("/metrics", get(metrics))
}

/// The API behind `auth`.
pub fn router(auth: Auth) -> axum::Router {
    routes().secured_by(auth)
}
