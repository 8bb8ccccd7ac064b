//! The OpenAPI document with the guards of the routes, and the page that shows it.

use std::error::Error;

use auth_core::access::Report;
use auth_core::axum::Router;
use serde_json::{Value, json};
use utoipa::OpenApi as _;
use utoipa_swagger_ui::SwaggerUi;

use crate::api::Api;

/// Returns the document with the guards of `report`.
///
/// # Errors
///
/// If the routes and the document differ.
fn document(report: &Report) -> Result<Value, Box<dyn Error>> {
    // The page offers a box for a token.
    let schemes = json!({ "token": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" } });
    Ok(report.secure_openapi(serde_json::to_value(Api::openapi())?, &schemes)?)
}

/// Adds `/openapi.json` and the page `/docs/`.
///
/// # Errors
///
/// If the routes and the document differ.
pub(crate) fn with_page(routes: Router) -> Result<Router, Box<dyn Error>> {
    let document = document(&routes.report())?;
    let page = SwaggerUi::new("/docs").external_url_unchecked("/openapi.json", document);
    Ok(routes.fallback_service(axum::Router::from(page), "the documentation is public"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::document;
    use crate::api::routes;

    #[test]
    fn document_names_the_scopes_of_each_operation() {
        let document = document(&routes().report()).unwrap();
        let paths = &document["paths"];
        assert_eq!(paths["/count"]["get"]["security"], json!([]));
        assert_eq!(
            paths["/posts/{id}"]["get"]["security"],
            json!([{ "token": ["posts:read"] }, { "token": ["posts:write"] }])
        );
        assert_eq!(
            paths["/posts"]["post"]["security"],
            json!([{ "token": [] }, { "token": ["posts:write"] }])
        );
    }
}
