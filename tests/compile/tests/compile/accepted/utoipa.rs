//! `#[utoipa::path]` documents the handler and leaves it as it is, above and below.
#![deny(warnings)]

use auth_core::{Identity, require};
use axum::extract::Path;
use utoipa::OpenApi;

#[require(role = "admin")]
#[utoipa::path(delete, path = "/users/{id}", params(("id" = u64, Path)), responses((status = 204)))]
async fn below(Path(id): Path<u64>) {
    let _ = id;
}

#[utoipa::path(get, path = "/users/{id}", params(("id" = u64, Path)), responses((status = 200)))]
#[require(role = "admin", scope = "users:read")]
async fn above(Path(id): Path<u64>) -> String {
    id.to_string()
}

#[derive(OpenApi)]
#[openapi(paths(below, above))]
struct Api;

pub(super) fn main() {
    let paths = Api::openapi().paths.paths;
    assert_eq!(paths.len(), 1);
    let admin = Identity::builder("https://issuer.example", "alice").role("admin").build().unwrap();
    let _future = below(admin.check().unwrap(), Path(7));
    let _router: axum::Router = axum::Router::new()
        .route("/users/{id}", axum::routing::delete(below))
        .route("/a/{id}", axum::routing::get(above));
}
