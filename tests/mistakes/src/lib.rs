//! A small API of a blog, behind auth-core. `mistakes` has ten variants of it.

pub mod mistakes;

use auth_core::axum::Router;
use auth_core::axum::routing::{get, post};
use auth_core::{Identity, policy, public, require};
use axum::extract::Path;

policy! {
    /// The employees of the blog.
    pub Staff = group = "staff";

    /// The callers to which a profile shows the address.
    pub SeesAddress = role = "admin";
}

/// Returns that the server runs.
#[public("a load balancer has no credentials")]
pub async fn health() -> &'static str {
    "ok"
}

/// Returns the caller.
#[require(authenticated)]
pub async fn me(identity: Identity) -> String {
    identity.subject().to_owned()
}

/// Publishes a post.
#[require(role = "editor", scope = "posts:write")]
pub async fn publish() {}

/// Returns the profile of a user.
#[require(any(role = "admin", path.user == subject))]
pub async fn profile(identity: Identity, Path(user): Path<String>) -> String {
    if identity.allows::<SeesAddress>() { format!("{user}@blog.example") } else { user }
}

/// Changes the name of a user.
#[require(any(role = "admin", check(user == subject)))]
pub async fn rename(Path(user): Path<String>) {}

/// Returns the state of the server.
#[require(ip = "10.0.0.0/8", role = "operator")]
pub async fn state() {}

/// Deletes a user.
#[require(role = "admin", conceal)]
pub async fn delete_user(Path(_user): Path<String>) {}

/// Returns the titles of the drafts.
#[require(role = "editor")]
pub async fn drafts() {}

/// Returns the figures of all posts.
#[require(role = "auditor")]
pub async fn figures() {}

/// Returns the routes for employees.
pub fn staff() -> Router {
    Router::new()
        .route("/drafts", get(drafts))
        .route("/figures", get(figures))
        .guarded_by::<Staff>()
}

/// Returns all routes.
pub fn routes() -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/me", get(me))
        .route("/posts", post(publish))
        .route("/state", get(state))
        .route("/users/{user}", get(profile).put(rename).delete(delete_user))
        .nest("/staff", staff())
}
