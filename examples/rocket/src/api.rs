//! The API: handlers and their rules.

use auth_core::rocket::{Routes, routes};
use auth_core::{Auth, Identity, policy, public, require};
use rocket::config::Config;
use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{Build, Rocket, delete, get, post};
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
fn health() -> &'static str {
    "ok\n"
}

#[require(authenticated)]
#[get("/me")]
#[expect(clippy::needless_pass_by_value, reason = "rocket hands over what a request guard makes")]
fn me(identity: Identity) -> String {
    format!("You are {} of {}\n", identity.subject(), identity.issuer())
}

#[require(role = "admin" | "editor" | "viewer")]
#[get("/posts")]
fn posts() -> Json<Vec<Post>> {
    Json(vec![Post { title: "Hello".to_owned() }])
}

#[require(CanPublish)]
#[post("/posts", data = "<post>")]
fn publish(post: Json<Post>) -> (Status, Json<Post>) {
    (Status::Created, post)
}

#[require(role = "admin")]
#[delete("/users/<id>")]
fn delete_user(id: u64) -> String {
    format!("Deleted user {id}\n")
}

// Only the address counts, not the token: the peer's, or behind trusted proxies the one that they
// name.
#[require(ip = "127.0.0.0/30" | "::1")]
#[get("/internal")]
fn internal() -> &'static str {
    "metrics\n"
}

// `192.0.2.0/24` is a network for documentation: no request comes from it.
#[require(ip = "192.0.2.0/24")]
#[get("/office")]
fn office() -> &'static str {
    "0451\n"
}

/// Returns the routes of the API.
pub(crate) fn routes() -> Routes {
    routes![health, me, posts, publish, delete_user, internal, office]
}

/// Returns the API behind `auth`.
pub(crate) fn rocket(config: Config, auth: Auth) -> Rocket<Build> {
    rocket::custom(config).mount("/", routes()).attach(auth)
}

#[cfg(test)]
mod tests {
    //! To accept a change of `access.txt`: `ACCESS_SNAPSHOT=update cargo test -p rocket-api`

    use super::routes;

    #[test]
    fn routes_are_reviewed() {
        routes().report().assert_snapshot("access.txt");
    }
}
