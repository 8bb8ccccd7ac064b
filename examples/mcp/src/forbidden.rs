//! The status of a call whose tool lacks a scope.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use crate::refused::CHALLENGES;

/// Sets the status 403 if a tool rejected the call for want of a scope. `Auth` adds the challenge.
///
/// MCP's page on authorization asks for it: a client learns the scope from the 403, asks its user,
/// and repeats the call. A stream has sent its status before the tool runs, and stays as it is.
pub(crate) async fn forbid(request: Request, next: Next) -> Response {
    let (mut parts, body) = next.run(request).await.into_parts();
    let kind = parts.headers.get(CONTENT_TYPE).map(http::HeaderValue::as_bytes);
    if !kind.is_some_and(|kind| kind.starts_with(b"application/json")) {
        return Response::from_parts(parts, body);
    }
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let message = serde_json::from_slice::<Value>(&bytes).unwrap_or_default();
    if message.get("result").and_then(|result| result.get("_meta")?.get(CHALLENGES)).is_some() {
        parts.status = StatusCode::FORBIDDEN;
    }
    Response::from_parts(parts, Body::from(bytes))
}
