//! Signatures of Wycheproof: valid ones are accepted, all others are rejected.
//!
//! Their payloads are no claims, so each token is rejected. A rejection for the claims shows that
//! the signature was accepted.

use std::collections::BTreeSet;

use auth_core::jwt::{Algorithm, Jwt, Key, TokenError};
use auth_core::time::Timestamp;
use serde_json::{Value, json};
use tests::signer::decode;
use wycheproof_ng_kdf_jose::json_web::{TestName, TestSet};

/// Strings that equal those of a valid vector.
const SAME_AS_A_VALID_ONE: [usize; 2] = [367, 370];
/// Labelled valid, with a character that is not of base64url in a segment.
const MISLABELLED: [usize; 2] = [372, 373];
/// Valid, and rejected here: the payload is empty, and claims never are.
const EMPTY: &str = "emptyPayload";
/// Valid, and refused here: the key's `alg` is PS256 or the unregistered `ES521`, the token's is
/// PS384 or ES512.
const ANOTHER_ALGORITHM_THAN_THE_KEY_S: [usize; 4] = [346, 347, 350, 351];

/// Returns whether header, key and signature of `token` are accepted.
fn is_signed(key: &Value, token: &str) -> bool {
    let builder = Jwt::builder().issuer("https://issuer.example").audience("https://api.example");
    let builder = match secret(key) {
        Some(secret) => builder.key(secret),
        None => match builder.jwks(&json!({"keys": [key]}).to_string()) {
            Ok(builder) => builder,
            Err(_) => return false,
        },
    };
    match builder.build().unwrap().verify(token, Timestamp::from_secs(0)) {
        Ok(identity) => panic!("{identity:?} of {token}"),
        Err(TokenError::Claims | TokenError::MissingClaim(_)) => true,
        Err(
            TokenError::Algorithm
            | TokenError::Encoding
            | TokenError::Form
            | TokenError::Header
            | TokenError::KeyId(_)
            | TokenError::Signature,
        ) => false,
        Err(other) => panic!("{other} of {token}"),
    }
}

/// Returns the secret that a JSON Web Key is, with what the key says of it. No key set may hold
/// one.
fn secret(key: &Value) -> Option<Key> {
    let text = |name: &str| key[name].as_str().unwrap_or_default();
    let algorithm = match (text("kty"), text("alg")) {
        ("oct", "HS256") => Algorithm::HS256,
        ("oct", "HS384") => Algorithm::HS384,
        ("oct", "HS512") => Algorithm::HS512,
        _ => return None,
    };
    Some(Key::secret(algorithm, &decode(text("k"))?).unwrap().with_id(text("kid")))
}

#[test]
fn s15_s16_s22_signatures_match_wycheproof() {
    let set = TestSet::load(TestName::JsonWebSignature).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    let mut unsure = BTreeSet::new();
    for group in &set.test_groups {
        let key = group.public_key.as_ref().or(group.private_key.as_ref()).unwrap();
        for test in &group.tests {
            let Some(Value::String(token)) = &test.jws else { panic!("{}: no text", test.tc_id) };
            if SAME_AS_A_VALID_ONE.contains(&test.tc_id) {
                continue;
            }
            let is_stricter =
                test.comment == EMPTY || ANOTHER_ALGORITHM_THAN_THE_KEY_S.contains(&test.tc_id);
            let expected =
                !test.result.must_fail() && !MISLABELLED.contains(&test.tc_id) && !is_stricter;
            if is_stricter {
                unsure.insert(test.tc_id);
            }
            assert_eq!(is_signed(key, token), expected, "{} {} {token}", test.tc_id, test.comment);
            *if expected { &mut valid } else { &mut invalid } += 1;
        }
    }
    println!(
        "{valid} signatures taken, {invalid} refused, of which {} are valid: {unsure:?}",
        unsure.len()
    );
    assert!(valid >= 30 && invalid >= 300, "{valid} {invalid}");
}
