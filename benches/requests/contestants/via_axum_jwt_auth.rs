//! `axum-jwt-auth`: verifies the token, and leaves the roles to an `if` in the handler.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use axum_jwt_auth::{Claims, Decoder, LocalDecoder};
use jsonwebtoken::Algorithm as Wanted;
use jsonwebtoken_10::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use super::PATH;
use crate::keys::{Keys, Verifying};
use crate::tokens::{AUDIENCE, ISSUER, NEEDED};

#[derive(Deserialize)]
struct User {
    #[serde(rename = "sub")]
    #[expect(dead_code, reason = "as in the hand-written one")]
    subject: String,
    #[expect(dead_code, reason = "as in the hand-written one")]
    scope: String,
    roles: Vec<String>,
}

async fn handler(user: Claims<User>) -> Result<&'static str, StatusCode> {
    if !user.claims.roles.iter().any(|role| role == NEEDED) {
        return Err(StatusCode::FORBIDDEN);
    }
    Ok("ok")
}

pub(super) fn app(keys: &Keys) -> Router {
    let (algorithm, key) = match (&keys.verifying, keys.algorithm) {
        (Verifying::Secret(secret), _) => (Algorithm::HS256, Ok(DecodingKey::from_secret(secret))),
        (Verifying::Pem(pem), Wanted::RS256) => {
            (Algorithm::RS256, DecodingKey::from_rsa_pem(pem.as_bytes()))
        }
        (Verifying::Pem(pem), Wanted::ES256) => {
            (Algorithm::ES256, DecodingKey::from_ec_pem(pem.as_bytes()))
        }
        (Verifying::Pem(pem), _) => (Algorithm::EdDSA, DecodingKey::from_ed_pem(pem.as_bytes())),
    };
    let mut validation = Validation::new(algorithm);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
    validation.validate_nbf = true;
    let keys = vec![key.expect("a verifying key that was just made")];
    let decoder =
        LocalDecoder::new(keys, validation).expect("key, algorithm and audience are given");
    Router::new().route(PATH, get(handler)).with_state(Arc::new(decoder) as Decoder<User>)
}
