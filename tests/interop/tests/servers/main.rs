//! The tokens, keys and outages of real issuers.

mod opaque;
mod rotation;
mod tokens;

use auth_core::Auth;
use auth_core::jwt::Jwt;
use interop::api::Api;
use interop::issuer::Issuer;

/// Returns a verifier that has fetched no keys yet.
fn discovered(issuer: &str, audience: &str) -> Jwt {
    Jwt::builder().discover(issuer).audience(audience).build().unwrap()
}

/// Returns a verifier with the current keys of an issuer.
async fn jwt(issuer: &Issuer, audience: &str) -> Jwt {
    let jwt = discovered(&issuer.url, audience);
    jwt.ready().await.unwrap();
    jwt
}

/// Returns an API that accepts the tokens of an issuer.
async fn api(issuer: &Issuer, audience: &str) -> Api {
    Api::new(Auth::new(jwt(issuer, audience).await))
}
