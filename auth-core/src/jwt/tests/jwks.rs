//! JSON Web Key Sets: the keys that are used, and their algorithms.

use serde_json::json;

use super::issuer::{ALL, ISSUER, Issuer, builder, encode, good, random, verify};
use super::keys::{changed, set, without, wrong};
use crate::jwt::{Algorithm, JwtError, Key, KeyError};

#[test]
fn s22_use_key_ops_and_alg_of_a_jwk_apply() {
    let jwk = Issuer::new(Algorithm::ES256).jwk("k");
    for (name, value) in [
        ("use", json!("sig")),
        ("key_ops", json!(["verify"])),
        ("key_ops", json!(["sign", "verify"])),
    ] {
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
        assert_eq!(
            wrong(&changed(&jwk, name, value.clone())),
            KeyError::NoUsableKey,
            "{name} {value}"
        );
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
        assert_eq!(
            wrong(&changed(&jwk, name, value.clone())),
            KeyError::Member(name),
            "{name} {value}"
        );
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
            Algorithm::ES256
            | Algorithm::ES384
            | Algorithm::ES512
            | Algorithm::EdDSA
            | Algorithm::RS256 => {
                assert!(verify(&set(&jwk).unwrap(), &token).is_ok());
            }
            Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => {
                assert_eq!(wrong(&jwk), KeyError::PublishedSecret);
            }
            _ => assert!(verify(&set(&jwk).unwrap(), &token).is_err()),
        }
    }
}

#[test]
fn s22_published_private_key_is_rejected() {
    for (algorithm, name) in [
        (Algorithm::RS256, "d"),
        (Algorithm::RS256, "p"),
        (Algorithm::ES256, "d"),
        (Algorithm::EdDSA, "d"),
    ] {
        let jwk = changed(&Issuer::new(algorithm).jwk("k"), name, encode(&random(32)));
        assert_eq!(wrong(&jwk), KeyError::Private, "{algorithm} {name}");
    }
}

#[test]
fn s22_secret_in_a_published_set_is_rejected() {
    for algorithm in ALL {
        let issuer = Issuer::new(algorithm);
        let is_secret = algorithm.as_str().starts_with('H');
        let taken = set(&issuer.jwk("k")).map(|_| ()).map_err(|_| wrong(&issuer.jwk("k")));
        assert_eq!(
            taken,
            if is_secret { Err(KeyError::PublishedSecret) } else { Ok(()) },
            "{algorithm}"
        );
    }
    // Beside a public key, and without its bytes.
    let (secret, public) = (Issuer::new(Algorithm::HS256), Issuer::new(Algorithm::ES256));
    let both = json!({"keys": [public.jwk("1"), secret.jwk("2")]}).to_string();
    let error = Key::from_jwks(&both).unwrap_err();
    assert!(
        matches!(&error, KeyError::InSet { position: 2, error } if **error == KeyError::PublishedSecret)
    );
    assert!(error.to_string().contains("`Key::secret`"), "{error}");
    assert_eq!(wrong(&without(&secret.jwk("2"), "k")), KeyError::PublishedSecret);
    // A secret for another purpose is skipped.
    for (name, value) in [("use", "enc"), ("alg", "A256KW")] {
        assert_eq!(wrong(&changed(&secret.jwk("2"), name, value)), KeyError::NoUsableKey);
    }
}

#[test]
fn s24_key_of_another_issuer_is_not_used() {
    let (ours, other) = (Issuer::new(Algorithm::ES256), Issuer::new(Algorithm::ES256));
    let of = |issuer: &Issuer, kid: &str, name: &str| changed(&issuer.jwk(kid), "issuer", name);
    let template = "https://issuer.example/{tenantid}";
    // Two tenants may use one id for their keys.
    let text = json!({"keys": [
        of(&other, "k", "https://other.example"), of(&ours, "k", ISSUER), of(&other, "t", template),
        of(&other, "s", "https://issuer.example/"), other.jwk("all"),
    ]});
    let built = builder().jwks(&text.to_string()).unwrap().build().unwrap();
    let replaced = builder().key(Issuer::new(Algorithm::ES256).key()).build().unwrap();
    replaced.replace_keys(Key::from_jwks(&text.to_string()).unwrap()).unwrap();
    for jwt in [built, replaced] {
        let says = |issuer: &Issuer, kid: &str| {
            let header = json!({"alg": issuer.algorithm.as_str(), "kid": kid}).to_string();
            verify(&jwt, &issuer.sign(header, good().to_string())).map(|_| ())
        };
        assert!(says(&ours, "k").is_ok() && says(&other, "all").is_ok());
        for kid in ["k", "t", "s"] {
            assert!(says(&other, kid).is_err(), "{kid}");
        }
    }
    let only = json!({"keys": [of(&other, "t", template)]}).to_string();
    let error = builder().jwks(&only).unwrap().build().unwrap_err();
    assert_eq!(error, JwtError::AllOfOtherIssuers(template.into()));
    let jwt = ours.jwt();
    assert_eq!(jwt.replace_keys(Key::from_jwks(&only).unwrap()).unwrap_err(), error);
    assert!(verify(&jwt, &ours.token(&good())).is_ok(), "the keys were replaced");
    assert_eq!(wrong(&changed(&ours.jwk("k"), "issuer", 1)), KeyError::Member("issuer"));
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
    for broken in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[],"keys":[]}"#, r#"{"keys":[]}x"#]
    {
        assert_eq!(builder().jwks(broken).unwrap_err(), KeyError::NotJwks, "{broken}");
    }
    assert_eq!(builder().jwks(r#"{"keys":[]}"#).unwrap_err(), KeyError::NoUsableKey);
    assert_eq!(wrong(&json!("key")), KeyError::NotJwks);
}

#[test]
fn s22_point_off_its_curve_is_no_key() {
    for algorithm in [Algorithm::ES256, Algorithm::ES384, Algorithm::ES512] {
        let jwk = Issuer::new(algorithm).jwk("k");
        assert!(set(&jwk).is_ok());
        assert_eq!(wrong(&changed(&jwk, "y", jwk["x"].clone())), KeyError::Broken, "{algorithm}");
    }
}
