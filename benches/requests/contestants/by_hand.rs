//! A careful hand-written guard: an extractor around `jsonwebtoken::decode`, and an `if` on the
//! roles.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;

use super::PATH;
use crate::keys::{Keys, Verifying};
use crate::tokens::{AUDIENCE, ISSUER, NEEDED};

/// The caller, for the handlers of the application.
#[derive(Deserialize)]
pub(super) struct User {
    #[serde(rename = "sub")]
    #[expect(dead_code, reason = "the handlers of a real application read it")]
    subject: String,
    #[expect(dead_code, reason = "the handlers of a real application read it")]
    scope: String,
    pub(super) roles: Vec<String>,
}

/// Key and validation, made once and shared.
pub(super) struct Verifier {
    key: DecodingKey,
    validation: Validation,
}

impl Verifier {
    pub(super) fn new(keys: &Keys) -> Self {
        let key = match (&keys.verifying, keys.algorithm) {
            (Verifying::Secret(secret), _) => Ok(DecodingKey::from_secret(secret)),
            (Verifying::Pem(pem), Algorithm::RS256) => DecodingKey::from_rsa_pem(pem.as_bytes()),
            (Verifying::Pem(pem), Algorithm::ES256) => DecodingKey::from_ec_pem(pem.as_bytes()),
            (Verifying::Pem(pem), _) => DecodingKey::from_ed_pem(pem.as_bytes()),
        };
        let mut validation = Validation::new(keys.algorithm);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        validation.validate_nbf = true;
        Self { key: key.expect("a verifying key that was just made"), validation }
    }

    pub(super) fn user(&self, headers: &HeaderMap) -> Result<User, Refusal> {
        let value = headers.get(AUTHORIZATION).ok_or(Refusal::NoToken)?;
        let (scheme, token) =
            value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(Refusal::BadToken)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Refusal::NoToken);
        }
        let data = decode::<User>(token, &self.key, &self.validation)
            .map_err(|_reason| Refusal::BadToken)?;
        Ok(data.claims)
    }
}

pub(super) enum Refusal {
    NoToken,
    BadToken,
    Forbidden,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::NoToken => {
                (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response()
            }
            Self::BadToken => {
                (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, r#"Bearer error="invalid_token""#)])
                    .into_response()
            }
            Self::Forbidden => StatusCode::FORBIDDEN.into_response(),
        }
    }
}

impl FromRequestParts<Arc<Verifier>> for User {
    type Rejection = Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        verifier: &Arc<Verifier>,
    ) -> Result<Self, Refusal> {
        verifier.user(&parts.headers)
    }
}

async fn handler(user: User) -> Result<&'static str, Refusal> {
    if !user.roles.iter().any(|role| role == NEEDED) {
        return Err(Refusal::Forbidden);
    }
    Ok("ok")
}

pub(super) fn app(keys: &Keys) -> Router {
    Router::new().route(PATH, get(handler)).with_state(Arc::new(Verifier::new(keys)))
}
