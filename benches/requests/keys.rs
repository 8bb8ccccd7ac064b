//! One signing key for each algorithm, generated at every start and never stored.

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::{SystemRandom, fill};
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey};

/// The keys with which contestants verify and the mint signs.
pub(crate) struct Keys {
    pub(crate) name: &'static str,
    pub(crate) algorithm: Algorithm,
    pub(crate) signing: EncodingKey,
    pub(crate) verifying: Verifying,
    /// The public key as the issuer publishes it (RFC 7517), without the algorithm.
    pub(crate) jwk: Option<String>,
}

/// The verifying half, in the format that users have in their configuration.
pub(crate) enum Verifying {
    Secret(Vec<u8>),
    Pem(String),
}

const MADE: &str = "keys can be made and exported";

pub(crate) fn hs256() -> Keys {
    let mut secret = vec![0; 32];
    fill(&mut secret).expect(MADE);
    Keys {
        name: "HS256",
        algorithm: Algorithm::HS256,
        signing: EncodingKey::from_secret(&secret),
        verifying: Verifying::Secret(secret),
        jwk: None,
    }
}

pub(crate) fn rs256() -> Keys {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect(MADE);
    let private = pem("PRIVATE KEY", pair.as_der().expect(MADE).as_ref());
    Keys {
        name: "RS256",
        algorithm: Algorithm::RS256,
        signing: EncodingKey::from_rsa_pem(private.as_bytes()).expect(MADE),
        verifying: Verifying::Pem(pem(
            "PUBLIC KEY",
            pair.public_key().as_der().expect(MADE).as_ref(),
        )),
        jwk: Some(format!(
            r#"{{"kty":"RSA","n":"{}","e":"{}"}}"#,
            base64url(pair.public_key().modulus().big_endian_without_leading_zero()),
            base64url(pair.public_key().exponent().big_endian_without_leading_zero()),
        )),
    }
}

pub(crate) fn es256() -> Keys {
    let kind = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let private = EcdsaKeyPair::generate_pkcs8(kind, &SystemRandom::new()).expect(MADE);
    let pair = EcdsaKeyPair::from_pkcs8(kind, private.as_ref()).expect(MADE);
    // One byte tells the form of the point. Its coordinates follow.
    let (x, y) = pair.public_key().as_ref().split_at(1).1.split_at(32);
    Keys {
        name: "ES256",
        algorithm: Algorithm::ES256,
        signing: EncodingKey::from_ec_pem(pem("PRIVATE KEY", private.as_ref()).as_bytes())
            .expect(MADE),
        verifying: Verifying::Pem(pem(
            "PUBLIC KEY",
            pair.public_key().as_der().expect(MADE).as_ref(),
        )),
        jwk: Some(format!(
            r#"{{"kty":"EC","crv":"P-256","x":"{}","y":"{}"}}"#,
            base64url(x),
            base64url(y),
        )),
    }
}

pub(crate) fn eddsa() -> Keys {
    let private = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()).expect(MADE);
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(private.as_ref()).expect(MADE);
    Keys {
        name: "EdDSA",
        algorithm: Algorithm::EdDSA,
        signing: EncodingKey::from_ed_der(private.as_ref()),
        verifying: Verifying::Pem(pem(
            "PUBLIC KEY",
            pair.public_key().as_der().expect(MADE).as_ref(),
        )),
        jwk: Some(format!(
            r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#,
            base64url(pair.public_key().as_ref()),
        )),
    }
}

fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    for (place, letter) in text.chars().enumerate() {
        if place > 0 && place % 64 == 0 {
            pem.push('\n');
        }
        pem.push(letter);
    }
    pem + &format!("\n-----END {label}-----\n")
}
