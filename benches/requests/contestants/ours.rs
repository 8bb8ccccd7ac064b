//! Ours: the attribute on the handler, the layer on the router.

use std::time::Duration;

use auth_core::authn::{AuthenticationError, Enrichment as _};
use auth_core::http::{Request, Response};
use auth_core::http_client::{Fetching, HttpClient, Limits};
use auth_core::identity::Additions;
use auth_core::jwt::{Jwt, Key};
use auth_core::policy::GrantsTable;
use auth_core::{Auth, require};
use axum::Router;
use axum::routing::get;
use jsonwebtoken::Algorithm as Wanted;

use super::PATH;
use crate::keys::{Keys, Verifying};
use crate::tokens::{AUDIENCE, ISSUER};

/// A permission that only a role of the table has.
pub(crate) const GRANTED: &str = "posts:edit";

#[require(role = "admin")]
pub(super) async fn handler() -> &'static str {
    "ok"
}

pub(crate) fn jwt(keys: &Keys) -> Jwt {
    jwt_of(ISSUER, keys)
}

fn jwt_of(issuer: &str, keys: &Keys) -> Jwt {
    let key = match (&keys.verifying, keys.algorithm) {
        (Verifying::Secret(secret), _) => Key::hs256(secret),
        (Verifying::Pem(pem), Wanted::RS256) => Key::rs256_pem(pem.as_bytes()),
        (Verifying::Pem(pem), Wanted::ES256) => Key::es256_pem(pem.as_bytes()),
        (Verifying::Pem(pem), _) => Key::ed25519_pem(pem.as_bytes()),
    };
    let key = key.expect("a verifying key that was just made");
    let jwt = Jwt::builder().issuer(issuer).audience(AUDIENCE).key(key).build();
    jwt.expect("issuer, audience and key are given")
}

pub(crate) fn auth(keys: &Keys) -> Auth {
    Auth::new(jwt(keys))
}

pub(super) fn app(keys: &Keys) -> Router {
    Router::new().route(PATH, get(handler)).layer(auth(keys))
}

/// The tokens are those of the second issuer.
pub(super) fn app_of_two_issuers(keys: &Keys) -> Router {
    let other = jwt_of("https://other.example", keys);
    let auth = Auth::builder().authenticator(other).authenticator(jwt(keys)).user_issuer(ISSUER);
    let auth = auth.build().expect("the issuers differ");
    Router::new().route(PATH, get(handler)).layer(auth)
}

/// A response without a decision would be withheld.
pub(super) fn app_that_withholds(keys: &Keys) -> Router {
    let auth = Auth::builder().authenticator(jwt(keys)).withhold_unguarded();
    let auth = auth.build().expect("there is an authenticator");
    Router::new().route(PATH, get(handler)).layer(auth)
}

/// Each user has grants of a database. Those of known users are cached.
pub(super) fn app_with_enrichment(keys: &Keys) -> Router {
    let additions = async |_| Ok::<_, AuthenticationError>(Additions::new().roles(["member"]));
    let enrichment = additions.cached_for(Duration::from_secs(3_600));
    let auth = Auth::builder().authenticator(jwt(keys)).enrich(enrichment);
    let auth = auth.build().expect("the issuer is known");
    Router::new().route(PATH, get(handler)).layer(auth)
}

/// The roles of tokens have permissions in a table of 20 roles and 100 permissions.
pub(crate) fn auth_with_grants(keys: &Keys) -> Auth {
    let permissions = |role: usize| (0..5).map(move |number| format!("permission-{role}-{number}"));
    let table = (0..20).fold(GrantsTable::new(), |table, role| {
        table.role(format!("role-{role}"), permissions(role))
    });
    let table = table.role("admin", [GRANTED]);
    let auth = Auth::builder().authenticator(jwt(keys)).grants(table);
    auth.build().expect("the issuer is known")
}

/// The first request fetches the keys.
pub(super) fn app_with_fetched_keys(key: &str) -> Router {
    let jwt = Jwt::builder()
        .issuer(ISSUER)
        .jwks_uri("https://issuer.example/keys")
        .http_client(OneKey(format!(r#"{{"keys":[{key}]}}"#)))
        .audience(AUDIENCE)
        .build();
    let auth = Auth::new(jwt.expect("issuer, audience and client are given"));
    Router::new().route(PATH, get(handler)).layer(auth)
}

/// An issuer without a network.
#[derive(Debug)]
struct OneKey(String);

impl HttpClient for OneKey {
    fn send<'a>(&'a self, _request: Request<Vec<u8>>, _limits: &'a Limits) -> Fetching<'a> {
        Box::pin(async { Ok(Response::new(self.0.clone().into_bytes())) })
    }
}
