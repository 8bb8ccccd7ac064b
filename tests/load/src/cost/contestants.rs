//! The routers to compare: the same route and response, guarded in different ways.

use std::sync::Arc;

use auth_core::jwt::{Jwt, Key};
use auth_core::{Auth, require};
use axum::Router;
use axum::extract::FromRequestParts;
use axum::routing::get;
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;

pub(super) const ISSUER: &str = "https://issuer.example";
pub(super) const AUDIENCE: &str = "https://api.example";
pub(super) const SECRET: &[u8] = b"the secret of one run of one test, in two processes of one user";

/// A way to guard a route.
#[derive(Clone, Copy, Debug)]
pub(super) enum Contestant {
    Unguarded,
    Guarded,
    HandWritten,
}

impl Contestant {
    /// Returns all contestants. The first one is unguarded, and the others are compared with it.
    pub(super) const ALL: [Self; 3] = [Self::Unguarded, Self::Guarded, Self::HandWritten];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Unguarded => "unguarded",
            Self::Guarded => "guarded",
            Self::HandWritten => "hand-written",
        }
    }

    pub(super) fn router(self) -> Router {
        match self {
            Self::Unguarded => Router::new().route("/users", get(unguarded)),
            Self::Guarded => Router::new().route("/users", get(guarded)).layer(auth()),
            Self::HandWritten => {
                let verifier = Arc::new(Verifier::new());
                Router::new().route("/users", get(hand_written)).with_state(verifier)
            }
        }
    }
}

async fn unguarded() -> &'static str {
    "ok"
}

#[require(role = "admin")]
async fn guarded() -> &'static str {
    "ok"
}

fn auth() -> Auth {
    let key = Key::hs256(SECRET).unwrap();
    Auth::new(Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(key).build().unwrap())
}

async fn hand_written(user: User) -> Result<&'static str, StatusCode> {
    if user.roles.iter().any(|role| role == "admin") {
        Ok("ok")
    } else {
        Err(StatusCode::FORBIDDEN)
    }
}

#[derive(Deserialize)]
struct User {
    #[serde(rename = "sub")]
    #[expect(dead_code, reason = "the handlers of a real application read it")]
    subject: String,
    roles: Vec<String>,
}

/// The key and the validation, made once and shared.
struct Verifier {
    key: DecodingKey,
    validation: Validation,
}

impl Verifier {
    fn new() -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        Self { key: DecodingKey::from_secret(SECRET), validation }
    }

    fn user(&self, headers: &HeaderMap) -> Option<User> {
        let token = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
        Some(decode(token, &self.key, &self.validation).ok()?.claims)
    }
}

impl FromRequestParts<Arc<Verifier>> for User {
    type Rejection = StatusCode;

    async fn from_request_parts(
        parts: &mut Parts,
        verifier: &Arc<Verifier>,
    ) -> Result<Self, StatusCode> {
        verifier.user(&parts.headers).ok_or(StatusCode::UNAUTHORIZED)
    }
}
