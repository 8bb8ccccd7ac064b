//! The API: handlers and their rules.

use actix_web::web::{Json, Path, ServiceConfig};
use actix_web::{HttpResponse, delete, get, post, route};
use auth_core::access::{Report, Route, guarded};
use auth_core::{Identity, policy, public, require};
use serde::{Deserialize, Serialize};

policy! {
    /// Editors with write access, and every admin.
    CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));
}

/// A post.
#[derive(Debug, Deserialize, Serialize)]
struct Post {
    title: String,
}

#[public("liveness probe, no data")]
#[get("/health")]
async fn health() -> &'static str {
    "ok\n"
}

#[require(authenticated)]
#[get("/me")]
async fn me(identity: Identity) -> String {
    format!("You are {} of {}\n", identity.subject(), identity.issuer())
}

// actix-web needs HEAD to be listed.
#[require(role = "admin" | "editor" | "viewer")]
#[route("/posts", method = "GET", method = "HEAD")]
async fn posts() -> Json<Vec<Post>> {
    Json(vec![Post { title: "Hello".to_owned() }])
}

#[require(CanPublish)]
#[post("/posts")]
async fn publish(post: Json<Post>) -> HttpResponse {
    HttpResponse::Created().json(post)
}

#[require(role = "admin")]
#[delete("/users/{id}")]
async fn delete_user(id: Path<u64>) -> String {
    format!("Deleted user {id}\n")
}

// Only the address counts, not the token: the peer's, or behind trusted proxies the one that they
// name.
#[require(ip = "127.0.0.0/30" | "::1")]
#[get("/internal")]
async fn internal() -> &'static str {
    "metrics\n"
}

// `192.0.2.0/24` is a network for documentation: no request comes from it.
#[require(ip = "192.0.2.0/24")]
#[get("/office")]
async fn office() -> &'static str {
    "0451\n"
}

/// Registers the routes of the API, for an `App` inside an `Auth`.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(guarded(health))
        .service(guarded(me))
        .service(guarded(posts))
        .service(guarded(publish))
        .service(guarded(delete_user))
        .service(guarded(internal))
        .service(guarded(office));
}

/// Returns the routes and their rules.
pub(crate) fn report() -> Report {
    Report::from_iter([
        Route::of("GET", "/health", &health),
        Route::of("GET", "/me", &me),
        Route::of("GET", "/posts", &posts),
        Route::of("POST", "/posts", &publish),
        Route::of("DELETE", "/users/{id}", &delete_user),
        Route::of("GET", "/internal", &internal),
        Route::of("GET", "/office", &office),
    ])
}

#[cfg(test)]
mod tests {
    //! To accept a change of `access.txt`: `ACCESS_SNAPSHOT=update cargo test -p actix-web-api`

    use super::report;

    #[test]
    fn routes_are_reviewed() {
        report().assert_snapshot("access.txt");
    }
}
