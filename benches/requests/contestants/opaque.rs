//! Ours with opaque tokens, about which the issuer was asked before.

use auth_core::Auth;
use auth_core::http::{Request, Response};
use auth_core::http_client::{Fetching, HttpClient, Limits};
use auth_core::introspection::Introspection;
use axum::http::HeaderValue;

use super::ours;
use crate::keys::Keys;
use crate::tokens::{AUDIENCE, ISSUER};

/// Returns an `Auth` with tokens of both kinds, and the values of the header with `count` opaque
/// ones. Each has as many letters as oidc-provider gives them.
pub(crate) fn beside_tokens(keys: &Keys, count: usize) -> (Auth, Vec<HeaderValue>) {
    let opaque = Introspection::builder(ISSUER)
        .endpoint("https://issuer.example/introspect")
        .client("api", "secret")
        .audience(AUDIENCE)
        .http_client(Endpoint);
    let opaque = opaque.build().expect("an endpoint, an audience and a client");
    let auth = Auth::builder().authenticator(opaque).authenticator(ours::jwt(keys));
    let value = |number| {
        let value = format!("Bearer q3Vx-0123456789-0123456789-0123456_{number:05}");
        HeaderValue::try_from(value).expect("a token is visible ASCII")
    };
    (auth.build().expect("opaque tokens and an issuer"), (0..count).map(value).collect())
}

/// An endpoint without a network. Its response has the members of a token of the other contestants.
#[derive(Debug)]
struct Endpoint;

impl HttpClient for Endpoint {
    fn send<'a>(&'a self, _request: Request<Vec<u8>>, _limits: &'a Limits) -> Fetching<'a> {
        let body = format!(
            r#"{{"active":true,"iss":"{ISSUER}","aud":"{AUDIENCE}","sub":"user-00000001",
                "exp":32503680000,"iat":1000000,"nbf":1000000,"token_type":"Bearer",
                "roles":["viewer","editor","admin"],"scope":"posts:read posts:write"}}"#
        );
        Box::pin(async { Ok(Response::new(body.into_bytes())) })
    }
}
