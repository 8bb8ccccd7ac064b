//! The cache of tokens, and the checks that are repeated on every use.

use super::issuer::{Issuer, NOW, encode, good, kind, verify, with};
use crate::jwt::{Algorithm, Jwt, JwtError, TokenError};
use crate::time::Timestamp;

fn at(jwt: &Jwt, token: &str, now: i64) -> Result<(), String> {
    jwt.verify(token, Timestamp::from_secs(now)).map(|_| ()).map_err(kind)
}

/// Returns `true` if the token is cached as a valid one.
fn caches(jwt: &Jwt, token: &str) -> bool {
    let generation = jwt.0.keys.generation();
    jwt.0.cache.as_ref().is_some_and(|cache| cache.valid(token.as_bytes(), generation).is_some())
}

fn caches_as_invalid(jwt: &Jwt, token: &str) -> bool {
    let generation = jwt.0.keys.generation();
    jwt.0.cache.as_ref().is_some_and(|cache| cache.is_invalid(token, generation))
}

#[test]
fn verified_token_is_cached_for_every_clone() {
    let issuer = Issuer::new(Algorithm::ES256);
    let (jwt, token) = (issuer.jwt(), issuer.token(&good()));
    let clone = jwt.clone();
    assert!(
        !caches(&jwt, &token)
            && jwt.0.recall(token.as_bytes(), Timestamp::from_secs(NOW)).is_none()
    );
    let first = verify(&jwt, &token).unwrap();
    assert!(caches(&clone, &token));
    let again = verify(&clone, &token).unwrap();
    assert_eq!((first.subject(), first.claim("iss")), (again.subject(), again.claim("iss")));
    assert!(!caches(&issuer.jwt(), &token), "two verifiers share a cache");
}

#[test]
fn s17_cached_token_expires_to_the_second() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.builder().leeway(std::time::Duration::ZERO).build().unwrap();
    let token = issuer.token(&with("exp", NOW + 10));
    assert_eq!(at(&jwt, &token, NOW), Ok(()));
    assert_eq!(at(&jwt, &token, NOW), Ok(()));
    assert!(caches(&jwt, &token));
    assert_eq!(at(&jwt, &token, NOW + 9), Ok(()));
    assert_eq!(at(&jwt, &token, NOW + 10), Err("Expired".to_owned()));
    assert!(!caches(&jwt, &token));
    assert_eq!(at(&jwt, &token, NOW + 10), Err("Expired".to_owned()));
}

#[test]
fn s17_clock_set_back_rejects_a_cached_token() {
    let issuer = Issuer::new(Algorithm::HS256);
    for (claim, error) in [("nbf", "NotYetValid"), ("iat", "IssuedInFuture")] {
        let jwt = issuer.builder().leeway(std::time::Duration::ZERO).build().unwrap();
        let token = issuer.token(&with(claim, NOW));
        assert_eq!(at(&jwt, &token, NOW - 1), Err(error.to_owned()));
        assert!(!caches(&jwt, &token), "a token that is not valid yet is cached");
        assert_eq!(at(&jwt, &token, NOW), Ok(()));
        assert_eq!(at(&jwt, &token, NOW), Ok(()));
        assert!(caches(&jwt, &token));
        assert_eq!(at(&jwt, &token, NOW - 1), Err(error.to_owned()));
    }
}

#[test]
fn known_signature_with_other_claims_is_another_token() {
    let issuer = Issuer::new(Algorithm::EdDSA);
    let (jwt, token) = (issuer.jwt(), issuer.token(&with("roles", vec!["viewer"])));
    assert!(verify(&jwt, &token).is_ok() && verify(&jwt, &token).is_ok() && caches(&jwt, &token));
    let mut segments: Vec<_> = token.split('.').map(str::to_owned).collect();
    segments[1] = encode(with("roles", vec!["admin"]).to_string().as_bytes());
    let forged = segments.join(".");
    assert_eq!(verify(&jwt, &forged).unwrap_err(), TokenError::Signature);
    assert!(caches_as_invalid(&jwt, &forged) && !caches_as_invalid(&jwt, &token));
    assert_eq!(verify(&jwt, &forged).unwrap_err(), TokenError::Signature);
    assert!(verify(&jwt, &token).is_ok());
    let mut longer = token.clone().into_bytes();
    longer.insert(0, b'e');
    for text in [&longer[..], &token.as_bytes()[1..], &token.as_bytes()[token.len() - 16..], b""] {
        assert!(jwt.0.recall(text, Timestamp::from_secs(NOW)).is_none());
    }
}

#[test]
fn cached_token_of_a_withdrawn_key_is_rejected() {
    let (old, new) = (Issuer::new(Algorithm::ES256), Issuer::new(Algorithm::ES256));
    let jwt = old.jwt();
    let (old_token, new_token) = (old.token(&good()), new.token(&good()));
    assert!(
        verify(&jwt, &old_token).is_ok()
            && verify(&jwt, &old_token).is_ok()
            && caches(&jwt, &old_token)
    );
    assert_eq!(verify(&jwt, &new_token).unwrap_err(), TokenError::Signature);
    jwt.clone().replace_keys([new.key()]).unwrap();
    assert_eq!(verify(&jwt, &old_token).unwrap_err(), TokenError::Signature);
    assert!(verify(&jwt, &new_token).is_ok(), "a rejection outlives the keys that it came from");
    jwt.replace_keys([old.key().with_id("old"), new.key().with_id("new")]).unwrap();
    assert_eq!(kind(verify(&jwt, &new_token).unwrap_err()), "KeyId");
    assert_eq!(jwt.replace_keys([]).unwrap_err(), JwtError::NoKey);
    assert_eq!(jwt.replace_keys([old.key(), new.key()]).unwrap_err(), JwtError::MissingKeyId);
    jwt.replace_keys([old.key()]).unwrap();
    assert!(verify(&jwt, &old_token).is_ok());
}

#[test]
fn only_wrong_signatures_are_cached_as_invalid() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.jwt();
    let unknown_key = issuer.sign(r#"{"alg":"HS256","kid":"next"}"#, good().to_string());
    let named = issuer.builder().build().unwrap();
    named.replace_keys([issuer.key().with_id("now")]).unwrap();
    let early = issuer.token(&with("nbf", NOW + 3_600));
    let expired = issuer.token(&with("exp", NOW - 3_600));
    for (jwt, token) in [(&named, &unknown_key), (&jwt, &early), (&jwt, &expired)] {
        assert!(verify(jwt, token).is_err() && verify(jwt, token).is_err());
        assert!(!caches(jwt, token) && !caches_as_invalid(jwt, token));
    }
    let mut long = issuer.token(&with("filler", "x".repeat(4_000)));
    long.replace_range(long.len() - 4.., "AAAA");
    assert_eq!(verify(&jwt, &long).unwrap_err(), TokenError::Signature);
    assert!(!caches_as_invalid(&jwt, &long), "clients choose the size of the cache");
}

#[test]
fn flood_of_invalid_tokens_evicts_no_valid_one() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.builder().cache_capacity(100).build().unwrap();
    let good: Vec<_> =
        (0..50).map(|user| issuer.token(&with("sub", format!("user-{user}")))).collect();
    for token in good.iter().flat_map(|token| [token, token]) {
        verify(&jwt, token).unwrap();
    }
    let before: Vec<_> = good.iter().filter(|token| caches(&jwt, token)).collect();
    assert!(before.len() > 40, "only {} of 50 are cached", before.len());
    let forger = Issuer::new(Algorithm::HS256);
    for bad in 0..20_000 {
        assert!(verify(&jwt, &forger.token(&with("sub", bad.to_string()))).is_err());
    }
    assert!(before.into_iter().all(|token| caches(&jwt, token)));
}

#[test]
fn tokens_beyond_the_capacity_are_not_cached() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.builder().cache_capacity(100).build().unwrap();
    let tokens: Vec<_> =
        (0..1_000).map(|user| issuer.token(&with("sub", user.to_string()))).collect();
    for token in tokens.iter().flat_map(|token| [token, token]) {
        assert!(verify(&jwt, token).is_ok());
    }
    assert!(tokens.iter().any(|token| caches(&jwt, token)));
    assert!(tokens.iter().filter(|token| caches(&jwt, token)).count() <= 100);
    assert!(tokens.iter().all(|token| verify(&jwt, token).is_ok()));
    let forgetful = issuer.builder().cache_capacity(0).build().unwrap();
    assert!(verify(&forgetful, &tokens[0]).is_ok() && !caches(&forgetful, &tokens[0]));
    assert_eq!(
        issuer.builder().cache_capacity(10_000_001).build().unwrap_err(),
        JwtError::CacheCapacity
    );
}
