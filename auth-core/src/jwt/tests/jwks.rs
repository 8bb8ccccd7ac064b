//! JSON Web Key Sets: which of their keys are taken, and for what.

use serde_json::json;

use super::issuer::{ALL, Issuer, builder, encode, good, random, verify};
use super::keys::{changed, set, without, wrong};
use crate::jwt::{Algorithm, KeyError, TokenError};

#[test]
fn s22_use_key_ops_and_alg_of_a_json_web_key_are_honoured() {
    let jwk = Issuer::new(Algorithm::ES256).jwk("k");
    for (name, value) in
        [("use", json!("sig")), ("key_ops", json!(["verify"])), ("key_ops", json!(["sign", "verify"]))]
    {
        assert!(set(&changed(&jwk, name, value)).is_ok(), "{name}");
    }
    let meant_otherwise = [
        ("use", json!("enc")),
        ("use", json!("SIG")),
        ("key_ops", json!([])),
        ("key_ops", json!(["deriveKey"])),
        ("key_ops", json!(["sign"])),
        ("alg", json!("ECDH-ES")),
        ("alg", json!("es256")),
        ("kty", json!("ec")),
        ("kty", json!("AKP")),
    ];
    for (name, value) in meant_otherwise {
        assert_eq!(wrong(&changed(&jwk, name, value.clone())), KeyError::NoUsableKey, "{name} {value}");
    }
    let mistakes = [
        ("use", json!(1)),
        ("key_ops", json!("verify")),
        ("key_ops", json!([1])),
        ("alg", json!("ES384")),
        ("alg", json!("HS256")),
        ("alg", json!(null)),
        ("kty", json!(null)),
        ("crv", json!(null)),
        ("x", json!(null)),
        ("y", json!("A+/=")),
        ("kid", json!(1)),
    ];
    for (name, value) in mistakes {
        assert_eq!(wrong(&changed(&jwk, name, value.clone())), KeyError::Member(name), "{name} {value}");
    }
    for name in ["kty", "crv", "x", "y"] {
        assert_eq!(wrong(&without(&jwk, name)), KeyError::Member(name));
    }
    let padded = format!("{}=", jwk["x"].as_str().unwrap());
    assert_eq!(wrong(&changed(&jwk, "x", padded)), KeyError::Member("x"));
    assert_eq!(wrong(&changed(&jwk, "x", encode(&random(31)))), KeyError::Broken);
}

#[test]
fn s22_without_alg_the_kind_of_key_fixes_it() {
    for algorithm in ALL {
        let issuer = Issuer::new(algorithm);
        let jwk = without(&issuer.jwk("k"), "alg");
        let token = issuer.sign(json!({"alg": algorithm.as_str()}).to_string(), good().to_string());
        match algorithm {
            Algorithm::ES256 | Algorithm::ES384 | Algorithm::EdDSA | Algorithm::RS256 => {
                assert!(verify(&set(&jwk).unwrap(), &token).is_ok());
            }
            Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => {
                assert_eq!(wrong(&jwk), KeyError::Member("alg"));
            }
            _ => assert!(verify(&set(&jwk).unwrap(), &token).is_err()),
        }
    }
}

#[test]
fn s22_a_published_private_key_is_refused() {
    for (algorithm, name) in
        [(Algorithm::RS256, "d"), (Algorithm::RS256, "p"), (Algorithm::ES256, "d"), (Algorithm::EdDSA, "d")]
    {
        let jwk = changed(&Issuer::new(algorithm).jwk("k"), name, encode(&random(32)));
        assert_eq!(wrong(&jwk), KeyError::Private, "{algorithm} {name}");
    }
}

#[test]
fn s22_unusable_keys_of_a_set_are_passed_over() {
    let (one, other) = (Issuer::new(Algorithm::ES256), Issuer::new(Algorithm::EdDSA));
    let keys = json!({"keys": [
        changed(&one.jwk("1"), "use", "enc"), {"kty": "unknown", "x": 1}, one.jwk("1"), other.jwk("2"),
        {"kty": "RSA", "alg": "RSA-OAEP", "n": "AA", "e": "AA"},
    ], "more": {"is": "ignored"}});
    let jwt = builder().jwks(&keys.to_string()).unwrap().build().unwrap();
    for (issuer, kid) in [(one, "1"), (other, "2")] {
        let header = json!({"alg": issuer.algorithm.as_str(), "kid": kid}).to_string();
        assert!(verify(&jwt, &issuer.sign(header, good().to_string())).is_ok());
    }
    for broken in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[],"keys":[]}"#, r#"{"keys":[]}x"#] {
        assert_eq!(builder().jwks(broken).unwrap_err(), KeyError::NotJwks, "{broken}");
    }
    assert_eq!(builder().jwks(r#"{"keys":[]}"#).unwrap_err(), KeyError::NoUsableKey);
    assert_eq!(wrong(&json!("key")), KeyError::NotJwks);
}

#[test]
fn s22_a_point_off_its_curve_lets_nobody_in() {
    for algorithm in [Algorithm::ES256, Algorithm::ES384] {
        let issuer = Issuer::new(algorithm);
        let jwk = changed(&issuer.jwk("k"), "y", issuer.jwk("k")["x"].clone());
        // Pure Rust says so at once, aws-lc only when it verifies.
        match set(&jwk) {
            Ok(jwt) => assert_eq!(verify(&jwt, &issuer.token(&good())).unwrap_err(), TokenError::Signature),
            Err(_) => assert_eq!(wrong(&jwk), KeyError::Broken),
        }
    }
}
