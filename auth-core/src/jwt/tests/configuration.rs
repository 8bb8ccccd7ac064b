//! Rejected configurations, and the properties of a verifier.

use std::time::Duration;

use http::HeaderValue;

use super::issuer::{AUDIENCE, ISSUER, Issuer, NOW, builder, good, random, with};
use crate::authn::{AuthenticationError, Authenticator};
use crate::jwt::{Algorithm, Jwt, JwtBuilder, JwtError, Key, KeyError};
use crate::request::credentials::{CredentialSource, Credentials};
use crate::request::scheme::Scheme;
use crate::time::Timestamp;

fn key() -> Key {
    Key::hs256(&random(32)).unwrap()
}

fn wrong(builder: JwtBuilder) -> JwtError {
    builder.build().unwrap_err()
}

#[test]
fn issuer_audience_and_key_are_required() {
    assert_eq!(wrong(Jwt::builder()), JwtError::NoIssuer);
    assert_eq!(wrong(Jwt::builder().audience(AUDIENCE).key(key())), JwtError::NoIssuer);
    assert_eq!(wrong(builder().issuer("").key(key())), JwtError::NoIssuer);
    assert_eq!(wrong(Jwt::builder().issuer(ISSUER).key(key())), JwtError::NoAudience);
    assert_eq!(wrong(Jwt::builder().issuer(ISSUER).realm("x").key(key())), JwtError::NoAudience);
    assert_eq!(wrong(builder().audience("").key(key())), JwtError::NoAudience);
    assert_eq!(wrong(builder()), JwtError::NoKey);
    assert!(builder().key(key()).build().is_ok());
}

#[test]
fn s17_leeway_is_bounded() {
    let build = |leeway| builder().key(key()).leeway(leeway).build().map(|_| ());
    assert_eq!(build(Duration::ZERO), Ok(()));
    assert_eq!(build(Duration::from_secs(300)), Ok(()));
    assert_eq!(build(Duration::from_millis(300_001)), Err(JwtError::Leeway));
    assert_eq!(build(Duration::MAX), Err(JwtError::Leeway));
}

#[test]
fn s17_longest_lifetime_is_a_second_at_least() {
    let build = |lifetime| builder().key(key()).max_lifetime(lifetime).build().map(|_| ());
    assert_eq!(build(Duration::ZERO), Err(JwtError::MaxLifetime));
    assert_eq!(build(Duration::from_millis(999)), Err(JwtError::MaxLifetime));
    assert_eq!(build(Duration::from_secs(1)), Ok(()));
    assert_eq!(build(Duration::MAX), Ok(()));
}

#[test]
fn s15_length_of_tokens_is_bounded_both_ways() {
    let build = |bytes| builder().key(key()).max_token_len(bytes).build().map(|_| ());
    for bytes in [256, 16 * 1024, 1024 * 1024] {
        assert_eq!(build(bytes), Ok(()));
    }
    for bytes in [0, 255, 1024 * 1024 + 1, usize::MAX] {
        assert_eq!(build(bytes), Err(JwtError::MaxTokenLen));
    }
}

#[test]
fn s23_several_keys_have_distinct_ids() {
    assert_eq!(wrong(builder().key(key()).key(key())), JwtError::MissingKeyId);
    assert_eq!(wrong(builder().key(key().with_id("1")).key(key())), JwtError::MissingKeyId);
    let twice = builder().key(key().with_id("2")).key(key().with_id("1")).key(key().with_id("2"));
    assert_eq!(wrong(twice), JwtError::DuplicateKeyId("2".into()));
    assert_eq!(wrong(builder().key(key().with_id(""))), JwtError::KeyIdLength);
    assert_eq!(wrong(builder().key(key().with_id("k".repeat(257)))), JwtError::KeyIdLength);
    assert!(builder().key(key().with_id("1")).key(key().with_id("2")).build().is_ok());
}

#[test]
fn pointers_and_realm_are_checked() {
    for pointer in ["", "#/roles", "$.roles", "/https://acme.example/roles", "/~", "/a~2b"] {
        let wanted = JwtError::Pointer(pointer.into());
        assert_eq!(wrong(builder().key(key()).roles(pointer)), wanted);
        assert_eq!(wrong(builder().key(key()).permissions("/ok").permissions(pointer)), wanted);
        assert_eq!(wrong(builder().key(key()).groups(pointer)), wanted);
    }
    // The place that the error suggests is accepted.
    let error = wrong(builder().key(key()).roles("/https://acme.example/roles")).to_string();
    assert!(error.ends_with("write `https://acme.example/roles`"), "{error}");
    assert!(builder().key(key()).roles("https://acme.example/roles").build().is_ok());
    assert!(
        wrong(builder().key(key()).roles("")).to_string().ends_with("write `/realm_access/roles`")
    );
    assert_eq!(wrong(builder().key(key()).realm("")), JwtError::EmptyRealm);
}

#[test]
fn realm_is_the_first_audience_unless_set() {
    let plain = builder().audience("second").key(key()).build().unwrap();
    assert_eq!(plain.realm(), AUDIENCE);
    assert_eq!(builder().realm("posts").key(key()).build().unwrap().realm(), "posts");
    assert_eq!((plain.scheme(), plain.source()), (Scheme::BEARER, CredentialSource::Authorization));
}

#[tokio::test]
async fn it_authenticates_bearer_credentials() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.jwt();
    let says = async |token: &str, now: i64| {
        let field = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
        let credentials =
            Credentials::from_authorization(&field, &[jwt.scheme()]).unwrap().unwrap();
        jwt.authenticate(&credentials, Timestamp::from_secs(now)).await
    };
    let token = issuer.token(&good());
    assert_eq!(says(&token, NOW).await.unwrap().subject(), "alice");
    assert!(says(&token, NOW + 660).await.unwrap_err().is_expired());
    let other = issuer.token(&with("aud", "other"));
    assert!(matches!(says(&other, NOW).await, Err(AuthenticationError::Invalid(_))));
    assert!(matches!(says("opaque", NOW).await, Err(AuthenticationError::Invalid(_))));
}

#[test]
fn messages_are_lower_case_and_name_the_fix() {
    let key_errors = [
        KeyError::Broken,
        KeyError::Certificate,
        KeyError::CompressedPoint,
        KeyError::LongRsa { bits: 1, most: 2 },
        KeyError::Member("x"),
        KeyError::NoUsableKey,
        KeyError::NotDer,
        KeyError::NotJwks,
        KeyError::NotPem,
        KeyError::Private,
        KeyError::PublicSecret,
        KeyError::PublishedSecret,
        KeyError::RsaExponent,
        KeyError::SeveralBlocks,
        KeyError::Unknown,
        KeyError::WeakRsa { bits: 1 },
        KeyError::ShortSecret { algorithm: Algorithm::HS256, len: 1 },
        KeyError::WrongKind { algorithm: Algorithm::ES256, found: "an RSA key" },
        KeyError::InSet { position: 1, error: Box::new(KeyError::Broken) },
    ];
    let errors = [
        JwtError::AllOfOtherIssuers("x".into()),
        JwtError::ClaimName("x"),
        JwtError::DuplicateKeyId("x".into()),
        JwtError::EmptyRealm,
        JwtError::KeyIdLength,
        JwtError::Leeway,
        JwtError::MaxLifetime,
        JwtError::MaxTokenLen,
        JwtError::MissingKeyId,
        JwtError::NoAudience,
        JwtError::NoIssuer,
        JwtError::NoKey,
        JwtError::Pointer("x".into()),
        JwtError::RequiredValue("x"),
    ];
    let texts =
        key_errors.iter().map(ToString::to_string).chain(errors.iter().map(ToString::to_string));
    for text in texts {
        assert!(text.contains(": ") && !text.ends_with('.'), "{text}");
        assert!(!text.starts_with("The") && !text.contains("  "), "{text}");
    }
}
