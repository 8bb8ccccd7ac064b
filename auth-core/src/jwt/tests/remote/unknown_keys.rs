//! Tokens with an unknown key: the rotation of the issuer, and inventions of a client.

use super::super::issuer::{NOW, good};
use super::fake::{Fake, Mode, Seen, Signer, advance, present, ready, refresh, settle, verify_at};
use crate::jwt::TokenError;

fn claims_of_now() -> serde_json::Value {
    let mut claims = good();
    claims["iat"] = NOW.into();
    claims
}

async fn fetched(issuer: &Fake) -> crate::jwt::Jwt {
    let jwt = issuer.jwt();
    ready(&jwt, 0).await.unwrap();
    advance(3).await;
    jwt
}

#[tokio::test(start_paused = true)]
async fn s35_first_token_of_a_new_key_is_accepted() {
    let (old, new) = (Signer::new("a"), Signer::new("b"));
    let issuer = Fake::new(&[old.jwk()]);
    let jwt = fetched(&issuer).await;
    issuer.publish(&[old.jwk(), new.jwk()]);
    assert_eq!(present(&jwt, &new.token(0), 3).await, Seen::Accepted);
    assert_eq!(issuer.fetches(), 2);
    // The rotation continues within the 3 seconds between two fetches: the request waits.
    let newest = Signer::new("c");
    issuer.publish(&[new.jwk(), newest.jwk()]);
    assert_eq!(present(&jwt, &newest.token(0), 3).await, Seen::Accepted);
    assert_eq!(issuer.fetches(), 3);
}

#[tokio::test(start_paused = true)]
async fn s35_token_within_the_leeway_is_not_over() {
    let (old, new) = (Signer::new("a"), Signer::new("b"));
    let issuer = Fake::new(&[old.jwk()]);
    let jwt = fetched(&issuer).await;
    issuer.publish(&[new.jwk()]);
    let mut claims = good();
    claims["exp"] = (NOW - 50).into();
    assert_eq!(present(&jwt, &new.token_with(&claims), 3).await, Seen::Accepted);
}

#[tokio::test(start_paused = true)]
async fn s35_token_older_than_the_keys_causes_no_fetch() {
    let (known, stranger) = (Signer::new("a"), Signer::new("x"));
    let issuer = Fake::new(&[known.jwk()]);
    let jwt = fetched(&issuer).await;
    let over = |mut claims: serde_json::Value| {
        claims["exp"] = (NOW - 61).into();
        claims
    };
    let of_other = {
        let mut claims = good();
        claims["iss"] = "https://other.example".into();
        claims
    };
    let odd = |name: &str, value: serde_json::Value| {
        let mut claims = good();
        claims[name] = value;
        claims
    };
    let of_algorithm = |algorithm: &str| {
        let header = format!(r#"{{"alg": "{algorithm}", "kid": "x"}}"#);
        super::super::issuer::Issuer::new(crate::jwt::Algorithm::HS256)
            .sign(header, claims_of_now().to_string())
    };
    for token in [
        of_algorithm("HS256"),
        of_algorithm("none"),
        stranger.token(61),
        stranger.token(100_000),
        // Issued in the future.
        stranger.token(-65),
        // A wrong signature of a known key.
        Signer::new("a").token(0),
        // An id that no key can have.
        Signer::new("x".repeat(257).leak()).token(0),
        Signer::new("").token(0),
        stranger.token_with(&over(good())),
        stranger.token_with(&of_other),
        stranger.token_with(&odd("iat", "now".into())),
        stranger.token_with(&odd("exp", "later".into())),
    ] {
        assert_eq!(present(&jwt, &token, 3).await, Seen::Rejected, "{token}");
    }
    settle().await;
    assert_eq!(issuer.fetches(), 1);
}

#[tokio::test(start_paused = true)]
async fn s35_unknown_key_after_a_newer_fetch_is_401() {
    let (known, stranger) = (Signer::new("a"), Signer::new("x"));
    let issuer = Fake::new(&[known.jwk()]);
    let jwt = fetched(&issuer).await;
    let without_iat = stranger.token_with(&good());
    for token in [stranger.token(0), without_iat] {
        assert_eq!(present(&jwt, &token, 3).await, Seen::Rejected);
    }
    assert_eq!(issuer.fetches(), 3);
}

#[tokio::test(start_paused = true)]
async fn s35_unknown_key_without_a_good_fetch_is_503() {
    let (known, new) = (Signer::new("a"), Signer::new("b"));
    let issuer = Fake::new(&[known.jwk()]);
    for mode in [Mode::Down, Mode::Hangs, Mode::Status(500)] {
        issuer.set(Mode::Good);
        let jwt = fetched(&issuer).await;
        issuer.set(mode);
        let seen = present(&jwt, &new.token(0), 3).await;
        assert!(matches!(seen, Seen::Unavailable(_)), "{mode:?}: {seen:?}");
        let known = present(&jwt, &known.token(0), 3).await;
        assert_eq!(known, Seen::Accepted, "{mode:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn s35_set_from_an_old_cache_proves_no_absence() {
    let (known, new) = (Signer::new("a"), Signer::new("b"));
    let issuer = Fake::new(&[known.jwk()]);
    issuer.set_headers(&[("age", "200"), ("cache-control", "max-age=600")]);
    let jwt = fetched(&issuer).await;
    let seen = present(&jwt, &new.token(0), 3).await;
    assert!(matches!(seen, Seen::Unavailable(_)), "{seen:?}");
    // Older than the set by its age in caches.
    assert_eq!(present(&jwt, &new.token(300), 3).await, Seen::Rejected);
    issuer.set_headers(&[]);
    issuer.publish(&[known.jwk(), new.jwk()]);
    advance(3).await;
    assert_eq!(present(&jwt, &new.token(0), 9).await, Seen::Accepted);
}

#[tokio::test(start_paused = true)]
async fn s35_two_fetches_start_three_seconds_apart() {
    let (known, stranger) = (Signer::new("a"), Signer::new("x"));
    let issuer = Fake::new(&[known.jwk()]);
    let jwt = fetched(&issuer).await;
    let start = tokio::time::Instant::now();
    for _ in 0..10 {
        assert_eq!(present(&jwt, &stranger.token(0), 3).await, Seen::Rejected);
    }
    assert_eq!((issuer.fetches(), start.elapsed().as_secs()), (11, 27));
}

#[tokio::test(start_paused = true)]
async fn key_without_id_is_replaced_by_another_one() {
    let (old, new) = (Signer::new("a"), Signer::new("b"));
    let issuer = Fake::new(&[old.nameless_jwk()]);
    let jwt = fetched(&issuer).await;
    assert_eq!(present(&jwt, &old.nameless_token(), 3).await, Seen::Accepted);
    issuer.publish(&[new.nameless_jwk()]);
    assert_eq!(present(&jwt, &new.nameless_token(), 3).await, Seen::Accepted);
    assert_eq!(present(&jwt, &old.nameless_token(), 3).await, Seen::Rejected);
}

#[tokio::test(start_paused = true)]
async fn new_algorithm_of_tokens_without_id_is_fetched() {
    let old = Signer::new("a");
    let new = super::super::issuer::Issuer::new(crate::jwt::Algorithm::EdDSA);
    let issuer = Fake::new(&[old.jwk()]);
    let jwt = fetched(&issuer).await;
    issuer.publish(&[old.jwk(), new.jwk("b")]);
    let claims = claims_of_now();
    assert_eq!(present(&jwt, &new.token(&claims), 3).await, Seen::Accepted);
    // An algorithm that no fetched key can have.
    let secret = super::super::issuer::Issuer::new(crate::jwt::Algorithm::HS256);
    assert_eq!(present(&jwt, &secret.token(&claims), 3).await, Seen::Rejected);
    assert_eq!(issuer.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn new_algorithm_beside_a_key_without_id_is_fetched() {
    let old = Signer::new("a");
    let new = super::super::issuer::Issuer::new(crate::jwt::Algorithm::EdDSA);
    let issuer = Fake::new(&[old.nameless_jwk()]);
    let jwt = fetched(&issuer).await;
    issuer.publish(&[old.nameless_jwk(), new.jwk("b")]);
    assert_eq!(present(&jwt, &new.token_of("b", &claims_of_now()), 3).await, Seen::Accepted);
}

#[tokio::test(start_paused = true)]
async fn caller_that_does_not_wait_gets_no_verdict() {
    let (old, new) = (Signer::new("a"), Signer::new("b"));
    let issuer = Fake::new(&[old.jwk()]);
    let jwt = fetched(&issuer).await;
    issuer.publish(&[new.jwk()]);
    let error = verify_at(&jwt, &new.token(0), 3).unwrap_err();
    assert!(matches!(error, TokenError::KeysUnavailable { .. }), "{error:?}");
    settle().await;
    assert!(verify_at(&jwt, &new.token(0), 3).is_ok());
    let error = verify_at(&jwt, &old.token(100), 3).unwrap_err();
    assert!(matches!(error, TokenError::KeyId(_)), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn key_is_known_after_refresh_within_the_pause() {
    let (old, new) = (Signer::new("a"), Signer::new("b"));
    let issuer = Fake::new(&[old.jwk()]);
    let jwt = issuer.jwt();
    ready(&jwt, 0).await.unwrap();
    issuer.publish(&[new.jwk()]);
    refresh(&jwt, 0).await.unwrap();
    assert_eq!(issuer.fetches(), 2);
    assert_eq!(present(&jwt, &new.token(0), 0).await, Seen::Accepted);
}
