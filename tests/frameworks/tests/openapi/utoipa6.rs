//! utoipa 6, with the report of axum's gate.

pub use ::utoipa6 as utoipa;

use crate::application::verify;

#[path = "utoipa_handlers.rs"]
mod handlers;

#[test]
fn document_of_utoipa_6_has_the_guards() {
    let generated = <handlers::Api as utoipa::OpenApi>::openapi();
    verify("utoipa6", &handlers::router().report(), &serde_json::to_value(generated).unwrap());
}
