//! Documents of an issuer: their places, their responses, and the keys that are used.

use serde_json::json;

use super::super::issuer::{ISSUER, Issuer, good};
use super::fake::{Fake, METADATA, Mode, Seen, Signer, present, ready, refresh};
use crate::jwt::Algorithm;

#[tokio::test(start_paused = true)]
async fn s34_metadata_is_also_at_the_second_place() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    let second = "/.well-known/oauth-authorization-server";
    issuer.move_metadata(second);
    assert_eq!(present(&issuer.jwt(), &signer.token(0), 0).await, Seen::Accepted);
    assert_eq!(issuer.paths(), [METADATA, second, "/keys"]);
    // An issuer that is down is not asked again at once.
    issuer.set(Mode::Status(500));
    ready(&issuer.jwt(), 0).await.unwrap_err();
    assert_eq!(issuer.paths().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn s43_response_is_whole_and_not_too_large() {
    let signer = Signer::new("a");
    let issuer = Fake::new(&[signer.jwk()]);
    let jwt = issuer.jwt();
    ready(&jwt, 0).await.unwrap();
    for (mode, text) in [
        (Mode::Endless, "more than 262144 bytes"),
        (Mode::Status(203), "the status is 203"),
        (Mode::Status(206), "the status is 206"),
        (Mode::Status(302), "redirects to other origins are not followed"),
    ] {
        issuer.set(mode);
        let error = refresh(&jwt, 0).await.unwrap_err().to_string();
        assert!(error.contains(text), "{error}");
        assert_eq!(present(&jwt, &signer.token(0), 0).await, Seen::Accepted);
    }
}

#[tokio::test(start_paused = true)]
async fn key_of_another_issuer_is_not_used() {
    let (own, other) = (Signer::new("a"), Signer::new("b"));
    let (mut own_jwk, mut other_jwk) = (own.jwk(), other.jwk());
    own_jwk["issuer"] = ISSUER.into();
    other_jwk["issuer"] = "https://other.example".into();
    let jwt = Fake::new(&[own_jwk, other_jwk]).jwt();
    assert_eq!(present(&jwt, &own.token(100), 0).await, Seen::Accepted);
    assert_eq!(present(&jwt, &other.token(100), 0).await, Seen::Rejected);
}

#[tokio::test(start_paused = true)]
async fn rsa_key_without_algorithm_has_the_configured_one() {
    let signer = Issuer::new(Algorithm::PS256);
    let mut jwk = signer.jwk("a");
    jwk.as_object_mut().unwrap().remove("alg");
    let jwt = Fake::new(&[jwk]).builder().algorithm(Algorithm::PS256).build().unwrap();
    assert_eq!(present(&jwt, &signer.token_of("a", &good()), 0).await, Seen::Accepted);
}

#[tokio::test(start_paused = true)]
async fn s43_skipped_keys_count_among_the_64() {
    let signer = Signer::new("a");
    let mut keys = vec![json!({"kty": "oct", "k": "AAAA"}); 63];
    keys.push(signer.jwk());
    ready(&Fake::new(&keys).jwt(), 0).await.unwrap();
    keys.push(json!({"kty": "oct", "k": "AAAA"}));
    ready(&Fake::new(&keys).jwt(), 0).await.unwrap_err();
}
