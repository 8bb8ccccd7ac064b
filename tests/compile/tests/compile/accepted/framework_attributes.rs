//! `#[debug_handler]` stands below and sees the guards as arguments.
#![deny(warnings)]

use auth_core::{policy, public, require};
use axum::debug_handler;
use axum::extract::Path;

policy! {
    CanDelete = role = "admin";
}

#[require(role = "admin")]
#[require(CanDelete)]
#[debug_handler]
async fn delete(Path(id): Path<u64>, body: String) -> Result<String, String> {
    Ok(format!("{id}{body}"))
}

#[public("no data")]
#[debug_handler]
async fn health() -> &'static str {
    "ok"
}

pub(super) fn main() {
    let _router: axum::Router = axum::Router::new()
        .route("/{id}", axum::routing::post(delete))
        .route("/", axum::routing::get(health));
}
