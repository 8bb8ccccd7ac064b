//! Tokens in a header of their own, and padded tokens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use http::HeaderName;

use super::issuer::{Issuer, encode, good, verify};
use crate::authn::Authenticator;
use crate::jwt::{Algorithm, JwtError, TokenError};
use crate::request::credentials::CredentialSource;

const NAME: HeaderName = HeaderName::from_static("x-amzn-oidc-data");

#[test]
fn header_of_tokens_is_the_configured_one() {
    let issuer = Issuer::new(Algorithm::HS256);
    assert_eq!(issuer.jwt().source(), CredentialSource::Authorization);
    let jwt = issuer.builder().header(NAME).build().unwrap();
    assert_eq!(jwt.source(), CredentialSource::Header(NAME));
    assert!(verify(&jwt, &issuer.token(&good())).is_ok());
}

#[test]
fn padding_needs_a_header_of_its_own() {
    let issuer = Issuer::new(Algorithm::HS256);
    for builder in
        [issuer.builder().padded(), issuer.builder().padded().header(http::header::AUTHORIZATION)]
    {
        assert_eq!(builder.build().unwrap_err(), JwtError::PaddedAuthorization);
    }
}

#[test]
fn s15_padding_is_required_or_rejected() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.builder().header(NAME).padded().build().unwrap();
    // Its length leaves a remainder of two characters.
    let header = br#"{"alg":"HS256" }"#;
    let (bare, padded) = (encode(header), URL_SAFE.encode(header));
    assert!(padded.ends_with("=="));
    let claims = good().to_string();
    let (bare_claims, padded_claims) = (encode(claims.as_bytes()), URL_SAFE.encode(&claims));
    // An HMAC of 32 bytes needs one character of padding.
    let sealed = |header: &str, claims: &str| format!("{}=", issuer.seal(header, claims));

    let token = sealed(&padded, &padded_claims);
    assert!(verify(&jwt, &token).is_ok());
    for (header, claims) in [
        (&*bare, &*padded_claims),
        (&format!("{bare}="), &padded_claims),
        (&format!("{padded}="), &padded_claims),
    ] {
        let error = verify(&jwt, &sealed(header, claims)).unwrap_err();
        assert_eq!(error, TokenError::Encoding, "{header}");
    }
    let unpadded_signature = issuer.seal(&padded, &padded_claims);
    assert_eq!(verify(&jwt, &unpadded_signature).unwrap_err(), TokenError::Encoding);
    let usual = issuer.builder().header(NAME).build().unwrap();
    assert_eq!(verify(&usual, &token).unwrap_err(), TokenError::Encoding);
    assert!(verify(&usual, &issuer.seal(&bare, &bare_claims)).is_ok());
}
