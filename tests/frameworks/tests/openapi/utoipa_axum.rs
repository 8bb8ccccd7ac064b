//! utoipa-axum: one call routes and documents a handler.

use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use crate::application::{Admins, verify};
use crate::utoipa5::handlers::*;

#[test]
fn document_of_utoipa_axum_has_the_guards() {
    let (_, document) = OpenApiRouter::<()>::new()
        .routes(routes!(list, publish))
        .routes(routes!(read, replace, edit))
        .routes(routes!(delete_user))
        .routes(routes!(audit))
        .routes(routes!(files))
        .routes(routes!(stats).layer(auth_core::axum::require::<Admins>()))
        .split_for_parts();
    verify("utoipa_axum", &router().report(), &serde_json::to_value(document).unwrap());
}
