//! Keys and the one algorithm that each verifies.

use std::fmt;

use jsonwebtoken::DecodingKey;

use crate::jwt::compact::CompactToken;
use crate::jwt::crypto;
use crate::jwt::keys::algorithm::{Algorithm, KeyType};
use crate::jwt::keys::error::KeyError;
use crate::jwt::keys::public_key::PublicKey;
use crate::jwt::keys::secret::is_public_knowledge;
use crate::jwt::token_error::TokenError;

pub(crate) mod algorithm;
pub(crate) mod error;
mod ids;
mod jwk;
pub(crate) mod jwks;
pub(crate) mod key_set;
pub(crate) mod public_key;
pub(crate) mod secret;
pub(crate) mod skipped;

/// A key with the one algorithm that it verifies
/// ([RFC 8725 §3.1](https://www.rfc-editor.org/rfc/rfc8725#section-3.1)).
///
/// `Debug` shows no part of the key.
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
    /// A key set contains it without `alg`, so that a setting may choose another algorithm.
    names_no_algorithm: bool,
    id: Option<Box<str>>,
    /// The issuer to which a key set assigns it.
    issuer: Option<Box<str>>,
    decoding: DecodingKey,
    signature_len: usize,
}

impl Key {
    /// Creates a key from a secret of at least 32 random bytes, for HMAC with SHA-256.
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

    /// Creates a key from a secret, for one of the HMAC algorithms.
    ///
    /// Each service with the secret can sign tokens, too. Prefer a public key.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the secret is shorter than the hash (32, 48 or 64 bytes), if it is the text
    /// of a public key, or if the algorithm needs no secret.
    ///
    /// A public key is recognised as PEM, DER, a JSON Web Key, in the format of SSH, and in base64
    /// or hexadecimal. Its bare numbers are not recognised: the `x` or the `n` of a JSON Web Key
    /// looks like the random bytes of a secret.
    ///
    /// ```
    /// use auth_core::jwt::{Algorithm, Key, KeyError};
    ///
    /// let pem = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA…";
    /// let error = Key::secret(Algorithm::HS512, pem.as_bytes()).unwrap_err();
    /// assert_eq!(error, KeyError::PublicSecret);
    /// ```
    pub fn secret(algorithm: Algorithm, secret: &[u8]) -> Result<Self, KeyError> {
        if algorithm.key_type() != KeyType::Secret {
            return Err(KeyError::WrongKind { algorithm, found: KeyType::Secret.name() });
        }
        // SECURITY: every client knows a public key, and could sign with it (RFC 8725 §2.1).
        if is_public_knowledge(secret) {
            return Err(KeyError::PublicSecret);
        }
        // SECURITY: an attacker with one token can guess a short secret (RFC 7518 §3.2, RFC 8725
        // §2.2).
        if secret.len() < algorithm.hash_len() {
            return Err(KeyError::ShortSecret { algorithm, len: secret.len() });
        }
        let decoding = DecodingKey::from_secret(secret);
        Ok(Self::new(algorithm, decoding, algorithm.hash_len()))
    }

    /// Reads a public key in PEM: the text from `-----BEGIN PUBLIC KEY-----` on, or from
    /// `-----BEGIN RSA PUBLIC KEY-----` on.
    ///
    /// A point that is not on its curve is an error here. There is one exception: with the feature
    /// `jwt`, aws-lc checks a point of Ed25519 at each verification, and rejects every token.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the text is a private key, a certificate or no key, if the algorithm needs
    /// another type of key, or if the key is too weak: for example RSA with less than 2048 bits.
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

    /// Reads a public key in DER: a `SubjectPublicKeyInfo`
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

    /// Reads a public RSA key in PEM, for RSASSA-PKCS1-v1\_5 with SHA-256.
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

    /// Reads a public key on P-256 in PEM, for ECDSA with SHA-256.
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

    /// Reads a public key on P-521 in PEM, for ECDSA with SHA-512.
    ///
    /// # Errors
    ///
    /// As [`Key::from_pem`].
    ///
    /// ```
    /// use auth_core::jwt::{Key, KeyError};
    ///
    /// let private = b"-----BEGIN EC PRIVATE KEY-----\n";
    /// assert_eq!(Key::es512_pem(private).unwrap_err(), KeyError::Private);
    /// ```
    pub fn es512_pem(pem: &[u8]) -> Result<Self, KeyError> {
        Self::from_pem(Algorithm::ES512, pem)
    }

    /// Reads a public Ed25519 key in PEM.
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

    /// Sets the id of the key: the exact `kid` of the tokens that it verifies.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<Box<str>>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Returns the one algorithm that the key verifies.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Returns the `kid` of the tokens that the key verifies, if it has an id.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Sets the issuer to which a key set assigns the key, if any.
    pub(crate) fn of_issuer(mut self, issuer: Option<&str>) -> Self {
        self.issuer = issuer.map(Box::from);
        self
    }

    /// Returns the issuer to which a key set assigns the key, if any.
    pub(crate) fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// Returns `true` if the key may verify tokens of `issuer`.
    pub(crate) fn is_for(&self, issuer: &str) -> bool {
        self.issuer().is_none_or(|own| own == issuer)
    }

    /// Gives the key the algorithm `rsa`, if it is an RSA key of a set that names no algorithm.
    pub(crate) fn with_default(mut self, rsa: Algorithm) -> Self {
        if self.names_no_algorithm && rsa.key_type() == self.algorithm.key_type() {
            self.algorithm = rsa;
        }
        self
    }

    /// Returns `true` if the other key verifies the same tokens.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let bytes = |key: &Self| key.decoding.try_get_as_bytes().map(<[u8]>::to_vec).ok();
        self.algorithm == other.algorithm
            && self.id == other.id
            && self.issuer == other.issuer
            && bytes(self).is_some_and(|own| bytes(other).is_some_and(|other| own == other))
    }

    /// Creates a key without an id.
    fn new(algorithm: Algorithm, decoding: DecodingKey, signature_len: usize) -> Self {
        Self {
            algorithm,
            names_no_algorithm: false,
            id: None,
            issuer: None,
            decoding,
            signature_len,
        }
    }

    /// Creates a key from a public key, if the algorithm needs a key of its type.
    pub(crate) fn public(algorithm: Algorithm, key: PublicKey) -> Result<Self, KeyError> {
        let PublicKey { key_type, decoding, signature_len } = key;
        if key_type != algorithm.key_type() {
            return Err(KeyError::WrongKind { algorithm, found: key_type.name() });
        }
        // The backend finds further errors, such as a point that is not on its curve.
        if !crypto::accepts(algorithm, &decoding) {
            return Err(KeyError::Broken);
        }
        Ok(Self::new(algorithm, decoding, signature_len))
    }

    /// Verifies the signature of `token`.
    pub(crate) fn verify(&self, token: &CompactToken<'_>) -> Result<(), TokenError> {
        let signature = token.signature()?;
        // A signature of another length needs no cryptography (RFC 7518 §3.3, §3.4; RFC 8032
        // §5.1.7).
        if signature.len() != self.signature_len {
            return Err(TokenError::Signature);
        }
        if crypto::verifies(self.algorithm, &self.decoding, token.signed(), &signature) {
            Ok(())
        } else {
            Err(TokenError::Signature)
        }
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
