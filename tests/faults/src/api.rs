//! The guarded API.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use auth_core::http_client::ReqwestClient;
use auth_core::jwt::Jwt;
use auth_core::time::Timestamp;
use auth_core::{Auth, require};
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::header::RETRY_AFTER;
use http::{Request, Response};
use tower::ServiceExt as _;

use crate::certificates;
use crate::issuer::AUDIENCE;

/// A clock that tests set, in seconds since 1970.
pub type Clock = Arc<AtomicI64>;

#[require(authenticated)]
async fn me() {}

/// Returns a verifier that fetches the keys of the issuer with this URL.
pub fn verifier(issuer: &str) -> Jwt {
    let client = ReqwestClient::with_root_certificates(certificates::root().as_bytes()).unwrap();
    Jwt::builder().discover(issuer).audience(AUDIENCE).http_client(client).build().unwrap()
}

/// Returns an API that accepts the tokens of `jwt` at the time of `clock`.
pub fn router(jwt: Jwt, clock: Clock) -> Router {
    let now = move || Timestamp::from_secs(clock.load(Ordering::SeqCst));
    let auth = Auth::builder().authenticator(jwt).clock(now).build().unwrap();
    Router::new().route("/me", get(me)).layer(auth)
}

/// Sends a request with a token.
pub async fn send(router: Router, token: String) -> Response<Body> {
    let request = Request::get("/me").header("authorization", format!("Bearer {token}"));
    router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

/// Returns the seconds of `Retry-After`.
pub fn retry_after(response: &Response<Body>) -> Option<i64> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()
}
