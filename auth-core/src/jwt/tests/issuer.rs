//! An issuer for tests. Its keys are generated at each start, and it signs any token.

use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use aws_lc_rs::rsa::{self, KeySize};
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use aws_lc_rs::{hmac, signature::RsaEncoding};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::identity::Identity;
use crate::jwt::{Algorithm, Jwt, JwtBuilder, Key, TokenError};
use crate::time::Timestamp;

pub(super) const ISSUER: &str = "https://issuer.example";
pub(super) const AUDIENCE: &str = "https://api.example";
pub(super) const NOW: i64 = 1_800_000_000;

pub(super) const ALL: [Algorithm; 13] = [
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::ES512,
    Algorithm::EdDSA,
    Algorithm::HS256,
    Algorithm::HS384,
    Algorithm::HS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
];

/// The RSA key of all tests, because generating one is slow.
static RSA: LazyLock<rsa::KeyPair> =
    LazyLock::new(|| rsa::KeyPair::generate(KeySize::Rsa2048).unwrap());

/// A key pair or a secret of an issuer.
enum Pair {
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
    Rsa,
    Secret(Vec<u8>),
}

pub(super) struct Issuer {
    pub(super) algorithm: Algorithm,
    pair: Pair,
}

impl Issuer {
    pub(super) fn new(algorithm: Algorithm) -> Self {
        let ec = |algorithm| Pair::Ec(EcdsaKeyPair::generate(algorithm).unwrap());
        let pair = match algorithm {
            Algorithm::ES256 => ec(&signature::ECDSA_P256_SHA256_FIXED_SIGNING),
            Algorithm::ES384 => ec(&signature::ECDSA_P384_SHA384_FIXED_SIGNING),
            Algorithm::ES512 => ec(&signature::ECDSA_P521_SHA512_FIXED_SIGNING),
            Algorithm::EdDSA => Pair::Ed(Ed25519KeyPair::generate().unwrap()),
            Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => Pair::Secret(random(64)),
            _ => Pair::Rsa,
        };
        Self { algorithm, pair }
    }

    /// Creates an issuer with this secret.
    pub(super) fn with_secret(algorithm: Algorithm, secret: &[u8]) -> Self {
        Self { algorithm, pair: Pair::Secret(secret.to_vec()) }
    }

    /// Returns the key for the configuration of a verifier.
    pub(super) fn key(&self) -> Key {
        match &self.pair {
            Pair::Secret(secret) => Key::secret(self.algorithm, secret).unwrap(),
            _ => Key::from_der(self.algorithm, &self.der()).unwrap(),
        }
    }

    pub(super) fn der(&self) -> Vec<u8> {
        let der: PublicKeyX509Der<'_> = match &self.pair {
            Pair::Ec(pair) => pair.public_key().as_der().unwrap(),
            Pair::Ed(pair) => pair.public_key().as_der().unwrap(),
            Pair::Rsa => RSA.public_key().as_der().unwrap(),
            Pair::Secret(_) => panic!("a secret has no DER"),
        };
        der.as_ref().to_vec()
    }

    pub(super) fn pem(&self) -> String {
        pem("PUBLIC KEY", &self.der())
    }

    /// Returns the key as a JSON Web Key with the id `kid`, without `use`.
    pub(super) fn jwk(&self, kid: &str) -> Value {
        let mut jwk = match &self.pair {
            Pair::Ec(pair) => {
                let point = &pair.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                let curve = match x.len() {
                    32 => "P-256",
                    48 => "P-384",
                    _ => "P-521",
                };
                json!({"kty": "EC", "crv": curve, "x": encode(x), "y": encode(y)})
            }
            Pair::Ed(pair) => {
                json!({"kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key().as_ref())})
            }
            Pair::Rsa => json!({
                "kty": "RSA",
                "n": encode(RSA.public_key().modulus().big_endian_without_leading_zero()),
                "e": encode(RSA.public_key().exponent().big_endian_without_leading_zero()),
            }),
            Pair::Secret(secret) => json!({"kty": "oct", "k": encode(secret)}),
        };
        jwk["kid"] = kid.into();
        jwk["alg"] = self.algorithm.as_str().into();
        jwk
    }

    pub(super) fn signature(&self, message: &[u8]) -> Vec<u8> {
        match &self.pair {
            Pair::Ec(pair) => pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec(),
            Pair::Ed(pair) => pair.sign(message).as_ref().to_vec(),
            Pair::Rsa => {
                let padding: &'static dyn RsaEncoding = match self.algorithm {
                    Algorithm::PS256 => &signature::RSA_PSS_SHA256,
                    Algorithm::PS384 => &signature::RSA_PSS_SHA384,
                    Algorithm::PS512 => &signature::RSA_PSS_SHA512,
                    Algorithm::RS256 => &signature::RSA_PKCS1_SHA256,
                    Algorithm::RS384 => &signature::RSA_PKCS1_SHA384,
                    _ => &signature::RSA_PKCS1_SHA512,
                };
                let mut signature = vec![0; RSA.public_modulus_len()];
                RSA.sign(padding, &SystemRandom::new(), message, &mut signature).unwrap();
                signature
            }
            Pair::Secret(secret) => {
                let hash = match self.algorithm {
                    Algorithm::HS384 => hmac::HMAC_SHA384,
                    Algorithm::HS512 => hmac::HMAC_SHA512,
                    _ => hmac::HMAC_SHA256,
                };
                hmac::sign(&hmac::Key::new(hash, secret), message).as_ref().to_vec()
            }
        }
    }

    /// Returns a token that names the key `kid`.
    #[cfg(feature = "discovery")]
    pub(super) fn token_of(&self, kid: &str, claims: &Value) -> String {
        let header = json!({"alg": self.algorithm.as_str(), "kid": kid});
        self.sign(header.to_string(), claims.to_string())
    }

    /// Returns a token of these two segments and a signature.
    pub(super) fn seal(&self, header: &str, claims: &str) -> String {
        let signed = format!("{header}.{claims}");
        format!("{signed}.{}", encode(&self.signature(signed.as_bytes())))
    }

    /// Returns a token with any bytes as header and claims.
    pub(super) fn sign(&self, header: impl AsRef<[u8]>, claims: impl AsRef<[u8]>) -> String {
        self.seal(&encode(header.as_ref()), &encode(claims.as_ref()))
    }

    /// Returns a token with the smallest header.
    pub(super) fn token(&self, claims: &Value) -> String {
        self.sign(json!({"alg": self.algorithm.as_str()}).to_string(), claims.to_string())
    }

    /// Returns a builder with the key of this issuer.
    pub(super) fn builder(&self) -> JwtBuilder {
        builder().key(self.key())
    }

    pub(super) fn jwt(&self) -> Jwt {
        self.builder().build().unwrap()
    }

    /// Returns the result of its verifier for a token with these claims.
    pub(super) fn says(&self, claims: &Value) -> Result<Identity, TokenError> {
        verify(&self.jwt(), &self.token(claims))
    }
}

/// Returns a builder that needs a key only.
pub(super) fn builder() -> JwtBuilder {
    Jwt::builder().issuer(ISSUER).audience(AUDIENCE)
}

pub(super) fn verify(jwt: &Jwt, token: &str) -> Result<Identity, TokenError> {
    jwt.verify(token, Timestamp::from_secs(NOW))
}

/// Returns the name of an error and its content, but no text or time for the log.
pub(super) fn kind(error: TokenError) -> String {
    match error {
        TokenError::Audience(_) => "Audience".to_owned(),
        TokenError::Expired { .. } => "Expired".to_owned(),
        TokenError::IssuedInFuture { .. } => "IssuedInFuture".to_owned(),
        TokenError::Issuer(_) => "Issuer".to_owned(),
        TokenError::KeyId(_) => "KeyId".to_owned(),
        TokenError::NotAccess(wrong) => format!("NotAccess({:?})", wrong.claim()),
        TokenError::RequiredClaim(wrong) => format!("RequiredClaim({:?})", wrong.claim()),
        TokenError::NotYetValid { .. } => "NotYetValid".to_owned(),
        other => format!("{other:?}"),
    }
}

/// Returns claims that every verifier here accepts.
pub(super) fn good() -> Value {
    json!({"iss": ISSUER, "aud": AUDIENCE, "sub": "alice", "exp": NOW + 600})
}

/// Returns the good claims with one more, or with another value for one of them.
pub(super) fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut claims = good();
    claims[name] = value.into();
    claims
}

/// Returns a value of each JSON type.
pub(super) fn every_type() -> [Value; 6] {
    [json!(null), json!(true), json!(7), json!("text"), json!(["text"]), json!({"a": "text"})]
}

pub(super) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn pem(label: &str, der: &[u8]) -> String {
    let body: Vec<String> = STANDARD
        .encode(der)
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8(line.to_vec()).unwrap())
        .collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", body.join("\n"))
}

pub(super) fn random(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    SystemRandom::new().fill(&mut bytes).unwrap();
    bytes
}
