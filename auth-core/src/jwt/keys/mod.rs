//! A key and the one algorithm that it verifies.

use std::fmt;

use jsonwebtoken::DecodingKey;

use super::error::KeyError;
use crate::jwt::compact::CompactToken;
use crate::jwt::keys::algorithm::{Algorithm, KeyType};
use crate::jwt::keys::public_key::PublicKey;
use crate::jwt::keys::secret::is_public_knowledge;
use crate::jwt::provider::PROVIDER;
use crate::jwt::token_error::TokenError;

pub(crate) mod algorithm;
pub(crate) mod jwks;
pub(crate) mod key_set;
pub(crate) mod public_key;
pub(crate) mod secret;

/// A key that verifies tokens, with the one algorithm that it is for
/// ([RFC 8725 §3.1](https://www.rfc-editor.org/rfc/rfc8725#section-3.1)). `Debug` shows nothing of the key itself.
///
/// ```
/// use auth_core::jwt::Key;
///
/// // The example of RFC 8410 §10.1.
/// let pem = b"-----BEGIN PUBLIC KEY-----\n\
///     MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
///     -----END PUBLIC KEY-----\n";
/// let key = Key::ed25519_pem(pem)?.with_id("2026-01");
/// assert_eq!(format!("{key:?}"), r#"Key { algorithm: EdDSA, id: Some("2026-01"), .. }"#);
/// # Ok::<(), auth_core::jwt::KeyError>(())
/// ```
#[derive(Clone)]
pub struct Key {
    algorithm: Algorithm,
    id: Option<Box<str>>,
    /// The one issuer that its key set assigns it to.
    issuer: Option<Box<str>>,
    decoding: DecodingKey,
    signature_len: usize,
}

impl Key {
    /// A secret for HMAC with SHA-256: at least 32 random bytes.
    ///
    /// # Errors
    ///
    /// As [`Key::secret`].
    ///
    /// ```
    /// use auth_core::jwt::Key;
    ///
    /// assert!(Key::hs256(b"test data: thirty-two bytes long!").is_ok());
    /// assert!(Key::hs256(b"secret").is_err());
    /// ```
    pub fn hs256(secret: &[u8]) -> Result<Self, KeyError> {
        Self::secret(Algorithm::HS256, secret)
    }

    /// A secret for one of the HMAC algorithms. Whoever has it can sign too: prefer a public key.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the secret is shorter than the hash's output (32, 48 or 64 bytes), if it is the text of a public key, or
    /// if the algorithm takes no secret.
    ///
    /// A public key is recognised as PEM, DER, a JSON Web Key, in the format of SSH, and in base64
    /// or hexadecimal. Its bare numbers are not: the `x` or the `n` of a JSON Web Key looks like
    /// the random bytes that a secret should be.
    ///
    /// ```
    /// use auth_core::jwt::{Algorithm, Key, KeyError};
    ///
    /// let pem = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA…";
    /// assert_eq!(Key::secret(Algorithm::HS512, pem.as_bytes()).unwrap_err(), KeyError::PublicSecret);
    /// ```
    pub fn secret(algorithm: Algorithm, secret: &[u8]) -> Result<Self, KeyError> {
        if algorithm.key_type() != KeyType::Secret {
            return Err(KeyError::WrongKind { algorithm, found: KeyType::Secret.name() });
        }
        // SECURITY: a public key as the secret lets everybody who knows it sign (RFC 8725 §2.1).
        if is_public_knowledge(secret) {
            return Err(KeyError::PublicSecret);
        }
        // SECURITY: one token is enough to guess a short secret at leisure (RFC 7518 §3.2, RFC 8725 §2.2).
        if secret.len() < algorithm.hash_len() {
            return Err(KeyError::ShortSecret { algorithm, len: secret.len() });
        }
        let decoding = DecodingKey::from_secret(secret);
        Ok(Self {
            algorithm,
            id: None,
            issuer: None,
            decoding,
            signature_len: algorithm.hash_len(),
        })
    }

    /// A public key as PEM, from `-----BEGIN PUBLIC KEY-----` on (or `BEGIN RSA PUBLIC KEY`).
    ///
    /// Whether a point lies on its curve is looked at here with the feature `jwt-rust-crypto` alone. With `jwt`, aws-lc does that at
    /// each verification: a key whose point does not lets nobody in, and every token is refused for its signature.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if it is a private key, a certificate or no key, if it is of another kind than the algorithm takes, or if
    /// it is too weak: an RSA key of less than 2048 bits, say.
    ///
    /// ```
    /// use auth_core::jwt::{Algorithm, Key, KeyError};
    ///
    /// let pem = "-----BEGIN PRIVATE KEY-----\n…";
    /// assert_eq!(Key::from_pem(Algorithm::PS256, pem.as_bytes()).unwrap_err(), KeyError::Private);
    /// ```
    pub fn from_pem(algorithm: Algorithm, pem: &[u8]) -> Result<Self, KeyError> {
        Self::public(algorithm, PublicKey::from_pem(pem)?)
    }

    /// A public key as DER: a `SubjectPublicKeyInfo`
    /// ([RFC 5280 §4.1.2.7](https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.7)).
    ///
    /// # Errors
    ///
    /// As [`Key::from_pem`].
    ///
    /// ```
    /// use auth_core::jwt::{Algorithm, Key, KeyError};
    ///
    /// assert_eq!(Key::from_der(Algorithm::ES256, b"no key").unwrap_err(), KeyError::NotDer);
    /// ```
    pub fn from_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        Self::public(algorithm, PublicKey::from_der(der)?)
    }

    /// A public RSA key as PEM, for RSASSA-PKCS1-v1\_5 with SHA-256.
    ///
    /// # Errors
    ///
    /// As [`Key::from_pem`].
    ///
    /// ```
    /// use auth_core::jwt::{Key, KeyError};
    ///
    /// let certificate = b"-----BEGIN CERTIFICATE-----\n";
    /// assert_eq!(Key::rs256_pem(certificate).unwrap_err(), KeyError::Certificate);
    /// ```
    pub fn rs256_pem(pem: &[u8]) -> Result<Self, KeyError> {
        Self::from_pem(Algorithm::RS256, pem)
    }

    /// A public key on P-256 as PEM, for ECDSA with SHA-256.
    ///
    /// # Errors
    ///
    /// As [`Key::from_pem`].
    ///
    /// ```
    /// use auth_core::jwt::{Key, KeyError};
    ///
    /// assert_eq!(Key::es256_pem(b"no key").unwrap_err(), KeyError::NotPem);
    /// ```
    pub fn es256_pem(pem: &[u8]) -> Result<Self, KeyError> {
        Self::from_pem(Algorithm::ES256, pem)
    }

    /// A public Ed25519 key as PEM.
    ///
    /// # Errors
    ///
    /// As [`Key::from_pem`].
    ///
    /// ```
    /// use auth_core::jwt::Key;
    ///
    /// // The example of RFC 8410 §10.1.
    /// let pem = b"-----BEGIN PUBLIC KEY-----\n\
    ///     MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
    ///     -----END PUBLIC KEY-----\n";
    /// assert!(Key::ed25519_pem(pem).is_ok());
    /// assert!(Key::es256_pem(pem).is_err());
    /// ```
    pub fn ed25519_pem(pem: &[u8]) -> Result<Self, KeyError> {
        Self::from_pem(Algorithm::EdDSA, pem)
    }

    /// Names the key: the `kid` of the tokens that it verifies, compared to the letter.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<Box<str>>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The one algorithm that it verifies.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The `kid` of the tokens that it verifies, where it is named.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Sets the one issuer that the key is for, where its key set names one.
    pub(crate) fn of_issuer(mut self, issuer: Option<&str>) -> Self {
        self.issuer = issuer.map(Box::from);
        self
    }

    /// Returns the issuer that its key set assigns the key to.
    pub(crate) fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    pub(crate) fn public(algorithm: Algorithm, key: PublicKey) -> Result<Self, KeyError> {
        let PublicKey { key_type, decoding, signature_len } = key;
        if key_type != algorithm.key_type() {
            return Err(KeyError::WrongKind { algorithm, found: key_type.name() });
        }
        // What else the cryptography finds wrong: with pure Rust, a point that is not on its curve.
        if (PROVIDER.verifier_factory)(&algorithm.backend(), &decoding).is_err() {
            return Err(KeyError::Broken);
        }
        Ok(Self { algorithm, id: None, issuer: None, decoding, signature_len })
    }

    /// Verifies the signature of `token`.
    pub(crate) fn verify(&self, token: &CompactToken<'_>) -> Result<(), TokenError> {
        let signature = token.signature()?;
        // No cryptography for what cannot be a signature (RFC 7518 §3.3, §3.4; RFC 8032 §5.1.7).
        if signature.len() != self.signature_len {
            return Err(TokenError::Signature);
        }
        (PROVIDER.verifier_factory)(&self.algorithm.backend(), &self.decoding)
            .map_err(|_| TokenError::Signature)?
            .verify(token.signed(), &signature)
            .map_err(|_| TokenError::Signature)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("algorithm", &self.algorithm)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
