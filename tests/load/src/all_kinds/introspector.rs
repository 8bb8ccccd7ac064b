//! The introspection endpoint of the first issuer (RFC 7662), behind a socket.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::post;
use serde_json::json;

use super::accounts::SHOP;
use super::issued::Issued;
use crate::credentials::AUDIENCE;
use crate::server::serve;

/// The credentials of the application at the endpoint, as it sends them: `api:secret`.
const CLIENT: &str = "Basic YXBpOnNlY3JldA==";

/// The tokens that the issuer knows, and the time.
type Known = (Arc<Issued>, Arc<AtomicI64>);

/// Serves the endpoint. Returns its address.
pub(crate) async fn serve_endpoint(issued: &Arc<Issued>, clock: Arc<AtomicI64>) -> SocketAddr {
    let known = (Arc::clone(issued), clock);
    serve(Router::new().route("/introspect", post(introspect)).with_state(known)).await
}

async fn introspect(
    State((issued, clock)): State<Known>,
    headers: HeaderMap,
    form: String,
) -> impl IntoResponse {
    assert_eq!(headers[AUTHORIZATION], CLIENT);
    // The tokens of the run need no escapes.
    let token = form.split('&').find_map(|pair| pair.strip_prefix("token=")).unwrap_or_default();
    let now = clock.load(Ordering::SeqCst);
    let opaque = issued.opaque.get(token).filter(|opaque| now < opaque.expires_at);
    let response = opaque.map_or(json!({"active": false}), |opaque| {
        let account = &issued.accounts[opaque.account];
        let audience = if opaque.is_foreign { "https://other.example" } else { AUDIENCE };
        json!({
            "active": true, "iss": SHOP, "aud": audience, "sub": account.subject,
            "jti": opaque.id, "roles": account.roles(), "scope": account.scope(),
            "exp": opaque.expires_at,
        })
    });
    ([(CONTENT_TYPE, "application/json")], response.to_string())
}
