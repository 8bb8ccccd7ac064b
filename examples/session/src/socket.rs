//! Tokens of scripts that open a socket: browsers send no `Authorization` there.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL};

/// The subprotocol that a client offers in front of its token.
pub(crate) const BEARER: &str = "bearer";

/// Reads `Sec-WebSocket-Protocol: bearer, <token>` as `Authorization: Bearer <token>`.
pub(crate) async fn bearer_protocol(mut request: Request) -> Request {
    let headers = request.headers_mut();
    let offer = headers.get(SEC_WEBSOCKET_PROTOCOL).and_then(|offer| offer.to_str().ok());
    let token = offer.and_then(|offer| offer.strip_prefix("bearer, "));
    let value = token.and_then(|token| HeaderValue::try_from(format!("Bearer {token}")).ok());
    if let Some(mut value) = value {
        value.set_sensitive(true);
        // SECURITY: `insert` would replace other credentials. A request with both is rejected.
        headers.append(AUTHORIZATION, value);
        headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(BEARER));
    }
    request
}
