//! utoipa 5, with the report of axum's gate.

pub use ::utoipa;
use auth_core::access::{Report, Route};
use auth_core::axum::routing::get;
use auth_core::require;
use serde_json::{Value, json};

use crate::application::verify;

#[path = "utoipa_handlers.rs"]
pub mod handlers;

fn generated() -> Value {
    serde_json::to_value(<handlers::Api as utoipa::OpenApi>::openapi()).unwrap()
}

#[test]
fn document_of_utoipa_5_has_the_guards() {
    verify("utoipa5", &handlers::router().report(), &generated());
}

#[test]
fn route_of_the_document_itself_is_left_out() {
    #[require(authenticated)]
    async fn document() {}

    let report = handlers::router().route("/openapi.json", get(document)).report();
    let schemes = json!({ "bearer": { "type": "http", "scheme": "bearer" } });
    let error = report.secure_openapi(generated(), &schemes).unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
    assert!(error.to_string().contains("`GET /openapi.json` is in the report only"), "{error}");

    let documented = |route: &&Route| route.path() != "/openapi.json";
    let report: Report = report.routes().iter().filter(documented).cloned().collect();
    assert!(report.secure_openapi(generated(), &schemes).is_ok());
}
