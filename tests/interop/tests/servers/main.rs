//! The tokens, keys and outages of real issuers.

mod tokens;

use auth_core::Auth;
use auth_core::jwt::Jwt;
use interop::api::Api;
use interop::issuer::Issuer;

/// Returns a verifier with the current keys of an issuer.
async fn jwt(issuer: &Issuer, audience: &str) -> Jwt {
    let keys = issuer.published_keys().await;
    Jwt::builder()
        .issuer(issuer.url.as_str())
        .audience(audience)
        .jwks(&keys)
        .unwrap()
        .build()
        .unwrap()
}

/// Returns an API that accepts the tokens of an issuer.
async fn api(issuer: &Issuer, audience: &str) -> Api {
    Api::new(Auth::new(jwt(issuer, audience).await))
}
