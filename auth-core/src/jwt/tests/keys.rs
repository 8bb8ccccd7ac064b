//! Every algorithm with a key in every format, and keys that are rejected.

use serde_json::{Value, json};

use super::issuer::{ALL, Issuer, builder, encode, good, pem, random, verify};
use crate::jwt::{Algorithm, Jwt, Key, KeyError};

/// Returns the result for a set with this key.
pub(super) fn set(jwk: &Value) -> Result<Jwt, KeyError> {
    builder().jwks(&json!({"keys": [jwk]}).to_string()).map(|builder| builder.build().unwrap())
}

pub(super) fn wrong(jwk: &Value) -> KeyError {
    match set(jwk).unwrap_err() {
        KeyError::InSet { position: 1, error } => *error,
        other => other,
    }
}

/// Returns the key with another member, or with another value for one.
pub(super) fn changed(jwk: &Value, name: &str, value: impl Into<Value>) -> Value {
    let mut jwk = jwk.clone();
    jwk[name] = value.into();
    jwk
}

pub(super) fn without(jwk: &Value, name: &str) -> Value {
    let mut jwk = jwk.clone();
    jwk.as_object_mut().unwrap().remove(name);
    jwk
}

fn is_public(algorithm: Algorithm) -> bool {
    !algorithm.as_str().starts_with('H')
}

#[test]
fn every_algorithm_takes_every_form_of_its_key() {
    for algorithm in ALL {
        let issuer = Issuer::new(algorithm);
        let header = json!({"alg": algorithm.as_str(), "kid": "one"}).to_string();
        let token = issuer.sign(header, good().to_string());
        let mut verifiers = vec![builder().key(issuer.key().with_id("one")).build().unwrap()];
        if is_public(algorithm) {
            verifiers.push(set(&issuer.jwk("one")).unwrap());
            let key = Key::from_pem(algorithm, issuer.pem().as_bytes()).unwrap();
            verifiers.push(builder().key(key.with_id("one")).build().unwrap());
            let crlf = format!("Key of the issuer:\r\n{}", issuer.pem().replace('\n', "\r\n"));
            let spaced = issuer.pem().replace('\n', "\n \n\n");
            assert!(Key::from_pem(algorithm, spaced.as_bytes()).is_ok(), "{algorithm}");
            verifiers.push(
                builder().key(Key::from_pem(algorithm, crlf.as_bytes()).unwrap()).build().unwrap(),
            );
        }
        for jwt in verifiers {
            assert_eq!(verify(&jwt, &token).unwrap().subject(), "alice", "{algorithm}");
        }
    }
}

#[test]
fn rsa_keys_are_taken_in_their_older_form_too() {
    let issuer = Issuer::new(Algorithm::RS256);
    // The bit string of the newer format contains the older one, here after 24 bytes.
    let older = pem("RSA PUBLIC KEY", &issuer.der()[24..]);
    let jwt = builder().key(Key::rs256_pem(older.as_bytes()).unwrap()).build().unwrap();
    assert!(verify(&jwt, &issuer.token(&good())).is_ok());
}

#[test]
fn s16_key_of_another_kind_than_alg_is_rejected() {
    let kind = |algorithm: Algorithm| match algorithm.as_str() {
        "ES256" => 0,
        "ES384" => 1,
        "ES512" => 2,
        "EdDSA" => 3,
        name if name.starts_with('H') => 4,
        _ => 5,
    };
    for (one, other) in ALL
        .into_iter()
        .flat_map(|one| ALL.map(|other| (one, other)))
        .filter(|(one, _)| is_public(*one))
    {
        let issuer = Issuer::new(one);
        let fits = kind(one) == kind(other);
        assert_eq!(Key::from_der(other, &issuer.der()).is_ok(), fits, "{one} for {other}");
        assert_eq!(
            Key::from_pem(other, issuer.pem().as_bytes()).is_ok(),
            fits,
            "{one} for {other}"
        );
        assert_eq!(
            set(&changed(&issuer.jwk("k"), "alg", other.as_str())).is_ok(),
            fits,
            "{one} for {other}"
        );
    }
    assert!(matches!(Key::secret(Algorithm::RS256, &random(64)), Err(KeyError::WrongKind { .. })));
}

#[test]
fn s22_secrets_are_as_long_as_the_hash() {
    for (algorithm, least) in
        [(Algorithm::HS256, 32), (Algorithm::HS384, 48), (Algorithm::HS512, 64)]
    {
        assert!(Key::secret(algorithm, &random(least)).is_ok());
        for len in [0, 1, least - 1] {
            let short = KeyError::ShortSecret { algorithm, len };
            assert_eq!(Key::secret(algorithm, &random(len)).unwrap_err(), short);
        }
    }
}

#[test]
fn s22_public_key_as_a_secret_is_rejected() {
    for algorithm in ALL.into_iter().filter(|algorithm| is_public(*algorithm)) {
        let issuer = Issuer::new(algorithm);
        let texts = [
            issuer.pem().into_bytes(),
            format!("\n # key\n{}", issuer.pem()).into_bytes(),
            issuer.der(),
            issuer.jwk("k").to_string().into_bytes(),
            format!(" {:#}", json!({"keys": [issuer.jwk("k")]})).into_bytes(),
        ];
        for text in texts {
            assert_eq!(Key::hs256(&text).unwrap_err(), KeyError::PublicSecret, "{algorithm}");
        }
    }
}

#[test]
fn s22_rsa_keys_have_2048_bits_and_a_fit_exponent() {
    let jwk = |bits: usize, exponent: &[u8]| {
        let mut modulus = random(bits / 8);
        modulus[0] |= 0x80;
        *modulus.last_mut().unwrap() |= 1;
        json!({"kty": "RSA", "n": encode(&modulus), "e": encode(exponent)})
    };
    for bits in [512, 1024, 2040] {
        assert_eq!(wrong(&jwk(bits, &[1, 0, 1])), KeyError::WeakRsa { bits });
    }
    // Leading zeros do not count.
    let padded = encode(&[vec![0; 128], vec![0xff; 128]].concat());
    assert_eq!(wrong(&changed(&jwk(2048, &[3]), "n", padded)), KeyError::WeakRsa { bits: 1024 });
    assert!(matches!(wrong(&jwk(16384, &[1, 0, 1])), KeyError::LongRsa { bits: 16384, .. }));
    for exponent in
        [[0_u8].as_slice(), &[1], &[2], &[1, 0, 0], &[0, 1], &[2, 0, 0, 0, 1], &[0xff; 32]]
    {
        assert_eq!(wrong(&jwk(2048, exponent)), KeyError::RsaExponent, "{exponent:?}");
    }
    for exponent in [[3_u8].as_slice(), &[1, 0, 1]] {
        assert!(set(&jwk(2048, exponent)).is_ok(), "{exponent:?}");
    }
    assert_eq!(wrong(&changed(&jwk(2048, &[3]), "n", encode(&[0xfe; 256]))), KeyError::Broken);
}

#[test]
fn s22_weak_rsa_key_is_rejected_in_pem_and_der() {
    // A modulus of 1024 bits and the exponent 3, as RSAPublicKey and as SubjectPublicKeyInfo.
    let numbers = [b"\x02\x81\x81\x00".as_slice(), &[0xff; 128], b"\x02\x01\x03"].concat();
    let older = [b"\x30\x81\x87".as_slice(), &numbers].concat();
    let algorithm = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00".as_slice();
    let newer = [b"\x30\x81\x9d".as_slice(), algorithm, b"\x03\x81\x8b\x00", &older].concat();
    assert_eq!(
        Key::from_der(Algorithm::RS256, &newer).unwrap_err(),
        KeyError::WeakRsa { bits: 1024 }
    );
    assert_eq!(
        Key::rs256_pem(pem("PUBLIC KEY", &newer).as_bytes()).unwrap_err(),
        KeyError::WeakRsa { bits: 1024 }
    );
    assert_eq!(
        Key::rs256_pem(pem("RSA PUBLIC KEY", &older).as_bytes()).unwrap_err(),
        KeyError::WeakRsa { bits: 1024 }
    );
}

#[test]
fn s22_other_curves_are_rejected_at_any_length() {
    let der = Issuer::new(Algorithm::ES256).der();
    // secp256k1 has points of the same length. Its OID, 1.3.132.0.10, is two bytes shorter.
    let point = &der[der.len() - 65..];
    let algorithm =
        b"\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x0a".as_slice();
    let other = [b"\x30\x56".as_slice(), algorithm, b"\x03\x42\x00", point].concat();
    assert_eq!(Key::from_der(Algorithm::ES256, &other).unwrap_err(), KeyError::Unknown);
    for (algorithm, curve) in [
        (Algorithm::ES256, "P-384"),
        (Algorithm::ES384, "P-256"),
        (Algorithm::ES384, "P-521"),
        (Algorithm::ES512, "P-384"),
    ] {
        let jwk = changed(&without(&Issuer::new(algorithm).jwk("k"), "alg"), "crv", curve);
        assert_eq!(wrong(&jwk), KeyError::Broken);
    }
    for (algorithm, curve) in
        [(Algorithm::ES256, "secp256k1"), (Algorithm::ES512, "P-512"), (Algorithm::EdDSA, "Ed448")]
    {
        let jwk = changed(&without(&Issuer::new(algorithm).jwk("k"), "alg"), "crv", curve);
        assert_eq!(wrong(&jwk), KeyError::NoUsableKey);
    }
}

#[test]
fn s22_private_keys_and_certificates_are_rejected() {
    let der = Issuer::new(Algorithm::EdDSA).der();
    let says = |text: &str| Key::ed25519_pem(text.as_bytes()).unwrap_err();
    for label in [
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
    ] {
        assert_eq!(says(&pem(label, &der)), KeyError::Private, "{label}");
    }
    assert_eq!(says(&pem("CERTIFICATE", &der)), KeyError::Certificate);
    assert_eq!(says(&pem("DH PARAMETERS", &der)), KeyError::Unknown);
    assert_eq!(says(&pem("PUBLIC KEY", &der).repeat(2)), KeyError::SeveralBlocks);
    let good = pem("PUBLIC KEY", &der);
    for broken in [
        "",
        "no key",
        "-----BEGIN PUBLIC KEY-----",
        good.trim_end().trim_end_matches('-'),
        &good.replace('M', "*"),
    ] {
        assert_eq!(says(broken), KeyError::NotPem, "{broken}");
    }
    assert_eq!(Key::ed25519_pem(&der).unwrap_err(), KeyError::NotPem);
    assert_eq!(Key::from_der(Algorithm::EdDSA, good.as_bytes()).unwrap_err(), KeyError::NotDer);
    for cut in 0..der.len() {
        assert_eq!(
            Key::from_der(Algorithm::EdDSA, &der[..cut]).unwrap_err(),
            KeyError::NotDer,
            "{cut}"
        );
    }
    assert_eq!(
        Key::from_der(Algorithm::EdDSA, &[der.as_slice(), &[0]].concat()).unwrap_err(),
        KeyError::NotDer
    );
}

#[test]
fn s22_points_of_small_order_are_no_keys() {
    let jwk = |point: &[u8]| json!({"kty": "OKP", "crv": "Ed25519", "x": encode(point)});
    for (first, rest, last) in
        [(0, 0, 0), (1, 0, 0), (0xec, 0xff, 0x7f), (0, 0, 0x80), (0xee, 0xff, 0xff)]
    {
        let mut point = [rest; 32];
        (point[0], point[31]) = (first, last);
        assert_eq!(wrong(&jwk(&point)), KeyError::Broken, "{point:?}");
    }
    assert_eq!(wrong(&jwk(&random(31))), KeyError::Broken);
    assert_eq!(wrong(&jwk(&random(33))), KeyError::Broken);
}

#[test]
fn debug_shows_no_key() {
    let secret = b"test data: thirty-two bytes long!";
    let key = Key::hs256(secret).unwrap().with_id("1");
    assert_eq!(format!("{key:?}"), r#"Key { algorithm: HS256, id: Some("1"), .. }"#);
    let builder = builder().key(key);
    let shown = format!("{builder:?} {:?}", builder.clone().build().unwrap());
    assert!(!shown.contains("thirty") && !shown.contains("116, 101"), "{shown}");
}

#[test]
fn s22_der_of_any_kind_and_its_base64_are_no_secrets() {
    let sequence =
        |content: &[u8]| [&[0x30, 0x81, u8::try_from(content.len()).unwrap()], content].concat();
    // Certificates and keys start with a sequence in a sequence, or with a number and more in one.
    let certificate = sequence(&[&sequence(&[0x5a; 130]), &[0x5a; 60][..]].concat());
    let private = sequence(&[b"\x02\x01\x00", &[0x5a; 150][..]].concat());
    for der in [certificate, private, Issuer::new(Algorithm::ES256).der()] {
        assert_eq!(Key::hs256(&der).unwrap_err(), KeyError::PublicSecret);
        let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &der);
        assert_eq!(Key::hs256(text.as_bytes()).unwrap_err(), KeyError::PublicSecret, "{text}");
    }
}
