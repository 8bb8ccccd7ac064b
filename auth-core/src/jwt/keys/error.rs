//! The reasons why a key cannot be used.

use std::fmt;

use crate::jwt::keys::algorithm::Algorithm;

/// The reason why a key cannot be used.
///
/// It contains no part of the key.
///
/// ```
/// use auth_core::jwt::{Key, KeyError};
///
/// let error = Key::hs256(b"secret").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the secret for HS256 has 6 bytes: \
///      use at least 32 random ones, such as `openssl rand 32` gives",
/// );
/// ```
///
/// `Debug` shows the text of `Display`.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub enum KeyError {
    /// A token cannot tell the key from another one of the set.
    Ambiguous,
    /// The numbers are not those of a key of this type.
    Broken,
    /// A certificate instead of a key.
    Certificate,
    /// A point of an elliptic curve in its compressed form.
    CompressedPoint,
    /// The `kid` of a key is empty or longer than 256 bytes.
    IdLength,
    /// A key of a JSON Web Key Set.
    #[non_exhaustive]
    InSet {
        /// The position of the key, counted from 1.
        position: usize,
        /// The error of the key.
        error: Box<KeyError>,
    },
    /// An RSA modulus that is too long for the provider of the cryptography.
    #[non_exhaustive]
    LongRsa {
        /// The length of the modulus.
        bits: usize,
        /// The maximum length.
        most: usize,
    },
    /// A member of a JSON Web Key is missing, has the wrong type, or contradicts the others.
    Member(&'static str),
    /// No key of the set can verify signatures.
    NoUsableKey,
    /// No public key in DER.
    NotDer,
    /// No JSON Web Key Set.
    NotJwks,
    /// No public key in PEM.
    NotPem,
    /// A private key.
    Private,
    /// A public key as a secret.
    PublicSecret,
    /// A secret (`oct`) in a JSON Web Key Set, which other readers may have.
    PublishedSecret,
    /// An RSA exponent that is 1, even or longer than 33 bits.
    RsaExponent,
    /// More than one PEM block.
    SeveralBlocks,
    /// A secret shorter than the hash.
    #[non_exhaustive]
    ShortSecret {
        /// The algorithm of the secret.
        algorithm: Algorithm,
        /// The length of the secret in bytes.
        len: usize,
    },
    /// A fetched set of too many keys.
    #[non_exhaustive]
    TooManyKeys {
        /// The maximum number.
        most: usize,
    },
    /// A key of an unsupported type.
    Unknown,
    /// An RSA modulus shorter than 2048 bits.
    #[non_exhaustive]
    WeakRsa {
        /// The length of the modulus.
        bits: usize,
    },
    /// A key for an algorithm that needs another type.
    #[non_exhaustive]
    WrongKind {
        /// The algorithm.
        algorithm: Algorithm,
        /// The type of the key.
        found: &'static str,
    },
}

impl fmt::Debug for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ambiguous => {
                "another key has the same algorithm, and no other id: give each key of an \
                algorithm its own `kid`"
            }
            Self::Broken => {
                "the key is broken: its numbers are not those of such a key; export it again"
            }
            Self::Certificate => {
                "this is a certificate: give its key, as `openssl x509 -in cert.pem -pubkey \
                -noout` prints it"
            }
            Self::CompressedPoint => {
                "the point of the key is compressed: convert the key with `openssl ec -pubin -in \
                key.pem -pubout -conv_form uncompressed`"
            }
            Self::IdLength => {
                "the key's `kid` is empty or longer than 256 bytes: choose a short one"
            }
            Self::InSet { position, error } => {
                return write!(f, "key {position} of the set: {error}");
            }
            Self::LongRsa { bits, most } => {
                return write!(
                    f,
                    "the RSA key has {bits} bits, and the maximum is {most}: use a shorter one"
                );
            }
            Self::Member(name) => {
                return write!(
                    f,
                    "the key's `{name}` is missing, of the wrong type or at odds with the rest: \
                    export it again"
                );
            }
            Self::NoUsableKey => {
                "no key of the set can verify signatures: look at their `kty`, `crv`, `use`, \
                `key_ops` and `alg`"
            }
            Self::NotDer => {
                "this is not a DER public key: give what `openssl pkey -in key.pem -pubout \
                -outform DER` writes, or PEM to `Key::from_pem`"
            }
            Self::NotJwks => {
                "this is not a JSON Web Key Set: give an object with the list `keys`, and no \
                member twice"
            }
            Self::NotPem => {
                "this is not a PEM public key: give the text from `-----BEGIN PUBLIC KEY-----` on"
            }
            Self::Private => {
                "this is a private key, and a service that only verifies must not have one: give \
                its public key, as `openssl pkey -in key.pem -pubout` prints it"
            }
            Self::PublicSecret => {
                "the secret is a key's own text: if the key is public, any client can sign with \
                it; give public keys to `Key::from_pem` or `Key::from_der`, and use random bytes \
                as secrets"
            }
            Self::PublishedSecret => {
                "a key set is published, and each reader of an `oct` key can sign with it: if no \
                other reader has the set, give the decoded bytes of `k` to `Key::secret`"
            }
            Self::RsaExponent => {
                "the RSA key's exponent is 1, even or huge: use a key with the exponent 65537"
            }
            Self::SeveralBlocks => "the PEM text holds several blocks: give one key at a time",
            Self::ShortSecret { algorithm, len } => {
                let least = algorithm.hash_len();
                return write!(
                    f,
                    "the secret for {algorithm} has {len} bytes: use at least {least} random ones, \
                    such as `openssl rand {least}` gives"
                );
            }
            Self::TooManyKeys { most } => {
                return write!(
                    f,
                    "the set has more than {most} keys: let the issuer publish the current ones, \
                    or give the keys yourself with `jwks`"
                );
            }
            Self::Unknown => {
                "no algorithm takes a key of this kind: use RSA, P-256, P-384, P-521 or Ed25519"
            }
            Self::WeakRsa { bits } => {
                return write!(
                    f,
                    "the RSA key has {bits} bits, which is too weak: use one of at least 2048"
                );
            }
            Self::WrongKind { algorithm, found } => {
                let wanted = algorithm.key_type().name();
                return write!(
                    f,
                    "{algorithm} takes {wanted}, and this is {found}: name the algorithm that the \
                    issuer signs with"
                );
            }
        })
    }
}

impl std::error::Error for KeyError {}
