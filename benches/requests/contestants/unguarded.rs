//! The floor: nobody is asked anything.

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

/// The least that anything costs that hands something to the handler by a layer.
pub(super) fn with_extension() -> Router {
    bare().layer(Extension(Arc::new(String::from("shared"))))
}

async fn taking(Extension(_shared): Extension<Arc<String>>) -> &'static str {
    "ok"
}

/// The same, and the handler takes it: what axum charges for any extractor at all.
pub(super) fn taking_extension() -> Router {
    Router::new().route(PATH, get(taking)).layer(Extension(Arc::new(String::from("shared"))))
}
