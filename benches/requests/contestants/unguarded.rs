//! The base: no guard.

use std::sync::Arc;

use axum::routing::get;
use axum::{Extension, Router};

use super::PATH;

async fn handler() -> &'static str {
    "ok"
}

pub(super) fn bare() -> Router {
    Router::new().route(PATH, get(handler))
}

/// The least cost of a layer that passes a value to the handler.
pub(super) fn with_extension() -> Router {
    bare().layer(Extension(Arc::new(String::from("shared"))))
}

async fn taking(Extension(_shared): Extension<Arc<String>>) -> &'static str {
    "ok"
}

/// A handler that takes the value: the cost of any extractor in axum.
pub(super) fn taking_extension() -> Router {
    Router::new().route(PATH, get(taking)).layer(Extension(Arc::new(String::from("shared"))))
}
