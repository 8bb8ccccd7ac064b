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
