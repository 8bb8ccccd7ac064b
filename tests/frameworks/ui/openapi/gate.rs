use aide::axum::{ApiRouter, routing::get};
use auth_core::access::guarded;
use auth_core::axum::openapi_routes;
use auth_core::require;
use utoipa_axum::router::OpenApiRouter;

#[require(role = "admin")]
#[utoipa::path(get, path = "/closed")]
async fn closed() {}

// Handlers without an attribute. What to write: `#[require(…)]` or `#[public("reason")]` above `#[utoipa::path]`.
#[utoipa::path(post, path = "/open")]
async fn open() {}

async fn described() {}

fn main() {
    let _ = OpenApiRouter::<()>::new().routes(openapi_routes!(closed, open));
    let _ = ApiRouter::<()>::new().api_route("/described", get(guarded(described)));
}
