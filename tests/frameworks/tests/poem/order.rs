//! Orders of attributes and shapes of handlers that compile. `ui/poem` holds the others.

use auth_core::require;
use poem::error::NotFoundError;
use poem::{EndpointExt as _, IntoResponse, Request, Route, handler};

use super::{Admins, auth, status};

#[require(role = "admin")]
#[handler]
#[tracing::instrument]
async fn instrument_below() -> &'static str {
    "in"
}

#[require(role = "admin")]
#[tracing::instrument(skip_all)]
#[handler]
async fn instrument_between() -> &'static str {
    "in"
}

#[tracing::instrument]
#[require(role = "admin")]
#[handler]
async fn instrument_above() -> &'static str {
    "in"
}

#[cfg_attr(all(), require(role = "admin"))]
#[handler]
fn cfg_attr() -> &'static str {
    "in"
}

#[cfg_attr(all(), require(role = "admin"), handler)]
fn cfg_attr_of_both() -> &'static str {
    "in"
}

/// Documented.
#[require(Admins)]
#[allow(clippy::unused_async, reason = "an attribute between the two")]
#[handler]
async fn other_attributes() -> &'static str {
    "in"
}

#[tokio::test]
async fn handler_in_each_order_of_attributes_is_guarded() {
    let app = Route::new()
        .at("/0", instrument_below)
        .at("/1", instrument_between)
        .at("/2", instrument_above)
        .at("/3", cfg_attr)
        .at("/4", cfg_attr_of_both)
        .at("/5", other_attributes)
        .with(auth());
    for path in ["/0", "/1", "/2", "/3", "/4", "/5"] {
        assert_eq!(status(&app, path, None).await, 401, "{path}");
        assert_eq!(status(&app, path, Some("editor")).await, 403, "{path}");
        assert_eq!(status(&app, path, Some("admin")).await, 200, "{path}");
    }
}

#[require(role = "admin")]
#[handler]
fn nothing() {}

#[require(role = "admin")]
#[handler]
async fn opaque() -> impl IntoResponse {
    "in"
}

#[require(role = "admin")]
#[handler]
async fn fallible() -> poem::Result<&'static str> {
    Ok("in")
}

#[require(role = "admin")]
#[handler]
fn with_borrowed_arguments(request: &Request, uri: &http::Uri) -> String {
    format!("{} {uri}", request.method())
}

#[require(role = "admin")]
#[handler]
async fn with_its_own_error() -> Result<&'static str, NotFoundError> {
    Ok("in")
}

#[tokio::test]
async fn handlers_of_every_shape_are_guarded() {
    let app = Route::new()
        .at("/0", nothing)
        .at("/1", opaque)
        .at("/2", fallible)
        .at("/3", with_borrowed_arguments)
        .at("/4", with_its_own_error)
        .with(auth());
    for path in ["/0", "/1", "/2", "/3", "/4"] {
        assert_eq!(status(&app, path, None).await, 401, "{path}");
        assert_eq!(status(&app, path, Some("admin")).await, 200, "{path}");
    }
}
