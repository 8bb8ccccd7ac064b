//! utoipa-axum: one call routes and documents a handler.

use auth_core::axum::openapi_routes;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};

use crate::application::{Admins, verify};
use crate::utoipa5::handlers::*;

#[test]
fn document_of_utoipa_axum_has_the_guards() {
    let (_, document) = OpenApiRouter::<()>::new()
        .routes(openapi_routes!(list, publish))
        .routes(openapi_routes!(read, replace, edit))
        .routes(openapi_routes!(delete_user))
        .routes(openapi_routes!(audit))
        .routes(openapi_routes!(files))
        .routes(openapi_routes!(stats).layer(auth_core::axum::require::<Admins>()))
        .split_for_parts();
    verify("utoipa_axum", &router().report(), &serde_json::to_value(document).unwrap());
}
