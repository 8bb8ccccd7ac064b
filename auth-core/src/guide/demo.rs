// Callers and requests for the examples of the guides: each example includes this file.

use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
use auth_core::request::{Credentials, Scheme};
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity};

/// Reads the caller from the token: `alice`, or `ada/admin` with a role.
#[derive(Debug)]
pub struct Demo;

impl Authenticator for Demo {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn issuer(&self) -> Option<&str> {
        Some("https://issuer.example")
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        let token = credentials.token();
        let (subject, role) = token.split_once('/').unwrap_or((token, "user"));
        let identity = Identity::builder("https://issuer.example", subject).role(role);
        let identity = identity.token_id(token).build();
        MaybeReady::ready(identity.map_err(AuthenticationError::invalid))
    }
}

/// Returns a request to an axum application. Without a `caller`, it is anonymous.
#[allow(dead_code, reason = "some examples use it")]
pub fn request(method: &str, path: &str, caller: &str) -> axum::http::Request<axum::body::Body> {
    let mut request = axum::http::Request::builder().method(method).uri(path);
    if !caller.is_empty() {
        request = request.header("authorization", format!("Bearer {caller}"));
    }
    request.body(axum::body::Body::empty()).unwrap()
}

/// Returns an `Auth` with the authenticator `Demo`.
#[allow(dead_code, reason = "some examples use it")]
pub fn auth() -> Auth {
    Auth::new(Demo)
}
