//! Keys that a token tells apart, and sets with unfit keys.

use serde_json::{Value, json};

use super::issuer::{ISSUER, Issuer, builder, good, kind, random, verify};
use super::keys::{changed, without};
use crate::authn::Authenticator;
use crate::jwt::{Algorithm, Jwt, JwtError, Key, KeyError};
use crate::time::Timestamp;

use super::issuer::NOW;

fn set(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}

fn build(keys: &[Value]) -> Result<Jwt, JwtError> {
    builder().jwks(&set(keys)).unwrap().build()
}

/// Returns the error of a token with this id, or `"ok"`.
fn says(jwt: &Jwt, signer: &Issuer, id: Option<&str>) -> String {
    let mut header = json!({"alg": signer.algorithm.as_str()});
    if let Some(id) = id {
        header["kid"] = id.into();
    }
    let token = signer.sign(header.to_string(), good().to_string());
    verify(jwt, &token).map_or_else(kind, |_| "ok".to_owned())
}

#[test]
fn same_key_twice_counts_once() {
    let signer = Issuer::new(Algorithm::EdDSA);
    let key = signer.jwk("1");
    let jwt = build(&[key.clone(), key]).unwrap();
    assert_eq!(says(&jwt, &signer, Some("1")), "ok");
    let key = signer.key();
    assert!(builder().key(key.clone()).key(key).build().is_ok());
}

#[test]
fn algorithm_tells_keys_with_one_id_apart() {
    let (ec, ed) = (Issuer::new(Algorithm::ES256), Issuer::new(Algorithm::EdDSA));
    let jwt = build(&[ec.jwk("1"), ed.jwk("1")]).unwrap();
    for signer in [&ec, &ed] {
        assert_eq!(says(&jwt, signer, Some("1")), "ok");
        assert_eq!(says(&jwt, signer, None), "ok");
        assert_eq!(says(&jwt, signer, Some("2")), "KeyId");
        assert_eq!(says(&jwt, &Issuer::new(signer.algorithm), Some("1")), "Signature");
    }
    assert_eq!(says(&jwt, &Issuer::new(Algorithm::RS256), Some("1")), "Algorithm");
    assert_eq!(says(&jwt, &Issuer::new(Algorithm::RS256), Some("2")), "KeyId");
}

#[test]
fn token_without_id_needs_one_key_of_its_algorithm() {
    let (ec, ed, other) = (
        Issuer::new(Algorithm::ES256),
        Issuer::new(Algorithm::EdDSA),
        Issuer::new(Algorithm::EdDSA),
    );
    let jwt = build(&[ec.jwk("a"), ed.jwk("b"), other.jwk("c")]).unwrap();
    assert_eq!(says(&jwt, &ec, None), "ok");
    for signer in [&ed, &other] {
        assert_eq!(says(&jwt, signer, None), "KeyId");
    }
    assert_eq!(says(&jwt, &other, Some("b")), "Signature");
    assert_eq!(says(&jwt, &other, Some("c")), "ok");
    // A key without an id takes any id.
    let jwt = build(&[without(&ec.jwk(""), "kid"), ed.jwk("b")]).unwrap();
    for id in [None, Some("a"), Some("b")] {
        assert_eq!(says(&jwt, &ec, id), "ok", "{id:?}");
    }
    assert_eq!(says(&jwt, &ed, Some("a")), "KeyId");
}

#[test]
fn ambiguous_keys_are_no_configuration() {
    let (one, two) = (Issuer::new(Algorithm::ES256), Issuer::new(Algorithm::ES256));
    assert_eq!(
        build(&[one.jwk("1"), two.jwk("1")]).unwrap_err(),
        JwtError::DuplicateKeyId("1".into())
    );
    let nameless = without(&two.jwk(""), "kid");
    assert_eq!(build(&[one.jwk("1"), nameless]).unwrap_err(), JwtError::MissingKeyId);
}

#[test]
fn unfit_keys_are_skipped_with_position_and_reason() {
    let good = Issuer::new(Algorithm::ES256);
    let other = Issuer::new(Algorithm::EdDSA);
    let (rsa, secret) = (Issuer::new(Algorithm::RS256), Issuer::new(Algorithm::HS256));
    let rows = [
        (changed(&rsa.jwk("w"), "n", json!("w".repeat(171))), KeyError::WeakRsa { bits: 1024 }),
        (changed(&other.jwk("w"), "alg", json!("RS256")), KeyError::Member("alg")),
        (changed(&other.jwk("w"), "use", json!(null)), KeyError::Member("use")),
        (changed(&other.jwk("w"), "x", json!("AAAA")), KeyError::Broken),
        (changed(&other.jwk("w"), "d", json!("AAAA")), KeyError::Private),
        (secret.jwk("w"), KeyError::PublishedSecret),
        (json!("no object"), KeyError::NotJwks),
    ];
    for (unfit, reason) in rows {
        let text = set(&[unfit.clone(), good.jwk("1")]);
        assert!(Key::from_jwks(&text).is_err(), "{unfit}");
        let (keys, skipped) = Key::from_jwks_lenient(&text).unwrap();
        assert_eq!((keys.len(), skipped.len()), (1, 1), "{unfit}");
        assert_eq!((skipped[0].position(), skipped[0].reason()), (1, &reason), "{unfit}");
        let id = unfit.get("kid").and_then(Value::as_str);
        assert_eq!(skipped[0].id(), id, "{unfit}");
        let jwt = Jwt::builder().issuer(ISSUER).audience(super::issuer::AUDIENCE);
        let jwt = keys.into_iter().fold(jwt, crate::jwt::JwtBuilder::key).build().unwrap();
        assert_eq!(says(&jwt, &good, Some("1")), "ok");
        // No key is left.
        let error = Key::from_jwks_lenient(&set(&[unfit])).unwrap_err();
        assert_eq!(error, KeyError::InSet { position: 1, error: Box::new(reason) });
    }
    let number = changed(&other.jwk("w"), "kid", json!(7));
    let (_, skipped) = Key::from_jwks_lenient(&set(&[good.jwk("1"), number])).unwrap();
    assert_eq!((skipped[0].position(), skipped[0].id()), (2, None));
}

#[test]
fn s22_ambiguous_keys_of_a_lenient_set_count_neither() {
    let [one, two, three] = [(); 3].map(|()| Issuer::new(Algorithm::ES256));
    let text = set(&[one.jwk("1"), two.jwk("2"), three.jwk("1")]);
    let (keys, skipped) = Key::from_jwks_lenient(&text).unwrap();
    assert_eq!(keys.iter().map(|key| key.id()).collect::<Vec<_>>(), [Some("2")]);
    let found: Vec<_> = skipped.iter().map(|key| (key.position(), key.reason())).collect();
    assert_eq!(found, [(1, &KeyError::Ambiguous), (3, &KeyError::Ambiguous)]);
}

#[test]
fn text_that_is_no_set_is_an_error() {
    for text in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[],"keys":[]}"#] {
        assert_eq!(Key::from_jwks_lenient(text).unwrap_err(), KeyError::NotJwks, "{text}");
    }
    assert_eq!(Key::from_jwks_lenient(r#"{"keys":[]}"#).unwrap_err(), KeyError::NoUsableKey);
}

#[test]
fn ids_of_skipped_keys_are_short_and_escaped() {
    let id = format!("a\r\n{}", "x".repeat(10_000));
    let unfit = changed(&Issuer::new(Algorithm::HS256).jwk(&id), "alg", json!("HS256"));
    let text = set(&[unfit, Issuer::new(Algorithm::EdDSA).jwk("1")]);
    let (_, skipped) = Key::from_jwks_lenient(&text).unwrap();
    let shown = skipped[0].to_string();
    assert!(shown.starts_with("key 1 of the set, `a\\r\\nxxx") && shown.len() < 512, "{shown}");
}

#[test]
fn second_name_of_eddsa_is_accepted() {
    let signer = Issuer::new(Algorithm::EdDSA);
    let named = changed(&signer.jwk("1"), "alg", json!("Ed25519"));
    for key in [named, signer.jwk("1"), without(&signer.jwk("1"), "alg")] {
        let jwt = build(&[key]).unwrap();
        for algorithm in ["EdDSA", "Ed25519"] {
            let header = json!({"alg": algorithm, "kid": "1"}).to_string();
            assert!(verify(&jwt, &signer.sign(header, good().to_string())).is_ok(), "{algorithm}");
        }
    }
}

#[test]
fn s22_setting_chooses_the_algorithm_of_rsa_keys() {
    let bare = |signer: &Issuer| without(&signer.jwk("1"), "alg");
    let signers = [Algorithm::RS256, Algorithm::RS512, Algorithm::PS256].map(Issuer::new);
    for signer in &signers {
        let text = set(&[bare(signer)]);
        let jwt = builder().jwks(&text).unwrap().algorithm(signer.algorithm).build().unwrap();
        for other in &signers {
            let expected = if other.algorithm == signer.algorithm { "ok" } else { "Algorithm" };
            assert_eq!(says(&jwt, other, Some("1")), expected);
        }
        jwt.replace_keys(Key::from_jwks(&text).unwrap()).unwrap();
        assert_eq!(says(&jwt, signer, Some("1")), "ok");
        // A key that names its algorithm keeps it.
        let named = set(&[signer.jwk("1")]);
        let jwt = builder().jwks(&named).unwrap().algorithm(Algorithm::RS384).build().unwrap();
        assert_eq!(says(&jwt, signer, Some("1")), "ok");
    }
    let ec = builder().key(Issuer::new(Algorithm::ES256).key());
    for algorithm in [Algorithm::ES256, Algorithm::HS256, Algorithm::EdDSA] {
        let error = ec.clone().algorithm(algorithm).build().unwrap_err();
        assert_eq!(error, JwtError::KeyAlgorithm(algorithm));
    }
}

#[test]
fn s23_equal_keys_keep_the_cache() {
    let (one, two) = (Issuer::new(Algorithm::ES256), Issuer::new(Algorithm::EdDSA));
    let (first, second) = (one.key().with_id("1"), two.key().with_id("2"));
    let jwt = builder().key(first.clone()).key(second.clone()).build().unwrap();
    let header = json!({"alg": "ES256", "kid": "1"}).to_string();
    let token = one.sign(header, good().to_string());
    let is_cached = || jwt.recall(token.as_bytes(), Timestamp::from_secs(NOW)).is_some();
    assert!(verify(&jwt, &token).is_ok() && is_cached());
    jwt.replace_keys([second.clone(), first.clone(), second.clone()]).unwrap();
    assert!(is_cached());
    let rejected = [
        vec![first.clone().with_id("3"), second.clone()],
        vec![Issuer::new(Algorithm::ES256).key().with_id("1"), second.clone()],
        vec![second.clone()],
    ];
    for keys in rejected {
        jwt.replace_keys([first.clone(), second.clone()]).unwrap();
        assert!(verify(&jwt, &token).is_ok() && is_cached());
        jwt.replace_keys(keys).unwrap();
        assert!(!is_cached() && verify(&jwt, &token).is_err());
    }
    // A secret is a key, too.
    let secret = random(32);
    let key = || Key::hs256(&secret).unwrap();
    assert!(builder().key(key()).key(key()).build().is_ok());
}
