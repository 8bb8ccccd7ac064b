//! An API of axum with revocations in Redis.

use std::net::SocketAddr;

use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady, Revocation};
use auth_core::request::{Credentials, Scheme};
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity, public, require};
use auth_redis::RedisRevocations;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use http::StatusCode;

/// The issuer of all callers.
pub const ISSUER: &str = "https://issuer.example";

/// Accepts each token of the form `subject.jti.iat`.
#[derive(Debug)]
struct Tokens;

impl Authenticator for Tokens {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        let mut parts = credentials.token().split('.');
        let parts = (parts.next(), parts.next(), parts.next().and_then(|iat| iat.parse().ok()));
        let (Some(subject), Some(id), Some(issued)) = parts else {
            return MaybeReady::ready(Err(AuthenticationError::invalid("not subject.jti.iat")));
        };
        let identity = Identity::builder(ISSUER, subject)
            .token_id(id)
            .issued_at(Timestamp::from_secs(issued))
            .build();
        MaybeReady::ready(identity.map_err(AuthenticationError::invalid))
    }
}

#[require(authenticated)]
async fn me(identity: Identity) -> String {
    identity.subject().to_owned()
}

#[public("only tests start this API")]
async fn revoke_token(State(auth): State<Auth>, Path(id): Path<String>) -> StatusCode {
    revoke(&auth, Revocation::token(ISSUER, id)).await
}

#[public("only tests start this API")]
async fn revoke_user(
    State(auth): State<Auth>,
    Path((subject, before)): Path<(String, i64)>,
) -> StatusCode {
    let before = Timestamp::from_secs(before);
    revoke(&auth, Revocation::user_before(ISSUER, subject, before)).await
}

async fn revoke(auth: &Auth, revocation: Revocation) -> StatusCode {
    match auth.revoke(revocation).await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Returns the API.
pub fn router(revocations: RedisRevocations) -> Router {
    let auth = Auth::builder().authenticator(Tokens).revocations(revocations).build().unwrap();
    Router::new()
        .route("/me", get(me))
        .route("/revoke/token/{id}", post(revoke_token))
        .route("/revoke/user/{subject}/{before}", post(revoke_user))
        .with_state(auth.clone())
        .layer(auth)
}

/// Serves the API on a free port of the loopback interface.
pub async fn serve(revocations: RedisRevocations) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router(revocations)).await });
    address
}
