//! A token issuer for the demo, with a key that is made at start-up and never leaves the process.

use std::error::Error;

use auth_core::jwt::Key;
use auth_core::time::Timestamp;
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

/// The issuer of the demo's tokens.
pub const ISSUER: &str = "https://issuer.example";
/// The audience of the tokens: this API.
pub const AUDIENCE: &str = "https://api.example";

/// Signs demo tokens.
pub struct Issuer {
    private_key: EncodingKey,
    public_key: Vec<u8>,
    now: i64,
}

impl Issuer {
    /// Creates an issuer with a new key.
    ///
    /// # Errors
    ///
    /// If no key can be made.
    pub fn new() -> Result<Self, Box<dyn Error>> {
        let pair = Ed25519KeyPair::generate()?;
        let private_key = EncodingKey::from_ed_der(pair.to_pkcs8v1()?.as_ref());
        let public_key: PublicKeyX509Der<'_> = pair.public_key().as_der()?;
        Ok(Self {
            private_key,
            public_key: public_key.as_ref().to_vec(),
            now: Timestamp::now().as_secs(),
        })
    }

    /// Returns a random password: 32 bytes in Base64.
    ///
    /// # Errors
    ///
    /// If there are no random numbers.
    pub fn password() -> Result<String, Box<dyn Error>> {
        let mut random = [0; 32];
        aws_lc_rs::rand::fill(&mut random)?;
        Ok(URL_SAFE_NO_PAD.encode(random))
    }

    /// Returns the public key, as an API gets it from its issuer.
    ///
    /// # Errors
    ///
    /// If the key cannot be read.
    pub fn public_key(&self) -> Result<Key, Box<dyn Error>> {
        Ok(Key::from_der(auth_core::jwt::Algorithm::EdDSA, &self.public_key)?)
    }

    /// Returns the claims of a token for `subject` that expires after an hour.
    #[must_use]
    pub fn claims(&self, subject: &str, roles: &[&str], scope: &str) -> Value {
        json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": subject, "roles": roles, "scope": scope,
            "iat": self.now, "exp": self.now + 3_600,
        })
    }

    /// Returns the time `seconds` after the start of the issuer; negative: before it.
    pub(crate) fn after_start(&self, seconds: i64) -> i64 {
        self.now + seconds
    }

    /// Returns the signed token of `claims`.
    ///
    /// # Errors
    ///
    /// If the token cannot be signed.
    pub fn sign(&self, claims: &Value) -> Result<String, Box<dyn Error>> {
        Ok(jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), claims, &self.private_key)?)
    }
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the key.
        f.debug_struct("Issuer").finish_non_exhaustive()
    }
}

/// Returns `claims` with the claim `name` set to `value`.
pub(crate) fn with(mut claims: Value, name: &str, value: impl Into<Value>) -> Value {
    if let Some(claims) = claims.as_object_mut() {
        claims.insert(name.to_owned(), value.into());
    }
    claims
}
