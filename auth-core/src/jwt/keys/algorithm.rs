//! Signature algorithms: their names, the types of their keys, and the lengths of their hashes.

use std::fmt;

/// A signature algorithm ([RFC 7518 §3.1](https://www.rfc-editor.org/rfc/rfc7518#section-3.1),
/// [RFC 8037 §3.1](https://www.rfc-editor.org/rfc/rfc8037#section-3.1)). There is no `none`.
///
/// ```
/// use auth_core::jwt::Algorithm;
///
/// assert_eq!(Algorithm::EdDSA.as_str(), "EdDSA");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    ES256,
    /// ECDSA on P-384 with SHA-384.
    ES384,
    /// ECDSA on P-521 with SHA-512.
    ES512,
    /// `EdDSA` on Ed25519. Keys and tokens may also name it `Ed25519`
    /// ([RFC 9864 §2.2](https://www.rfc-editor.org/rfc/rfc9864#section-2.2)).
    EdDSA,
    /// HMAC with SHA-256: each service that verifies can also sign.
    HS256,
    /// HMAC with SHA-384: each service that verifies can also sign.
    HS384,
    /// HMAC with SHA-512: each service that verifies can also sign.
    HS512,
    /// RSASSA-PSS with SHA-256.
    PS256,
    /// RSASSA-PSS with SHA-384.
    PS384,
    /// RSASSA-PSS with SHA-512.
    PS512,
    /// RSASSA-PKCS1-v1\_5 with SHA-256.
    RS256,
    /// RSASSA-PKCS1-v1\_5 with SHA-384.
    RS384,
    /// RSASSA-PKCS1-v1\_5 with SHA-512.
    RS512,
}

/// A type of keys.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum KeyType {
    Ed25519,
    P256,
    P384,
    P521,
    Rsa,
    Secret,
}

impl Algorithm {
    const ALL: [Self; 13] = [
        Self::ES256,
        Self::ES384,
        Self::ES512,
        Self::EdDSA,
        Self::HS256,
        Self::HS384,
        Self::HS512,
        Self::PS256,
        Self::PS384,
        Self::PS512,
        Self::RS256,
        Self::RS384,
        Self::RS512,
    ];

    /// Returns the name of the algorithm in the header of a token.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::ES512 => "ES512",
            Self::EdDSA => "EdDSA",
            Self::HS256 => "HS256",
            Self::HS384 => "HS384",
            Self::HS512 => "HS512",
            Self::PS256 => "PS256",
            Self::PS384 => "PS384",
            Self::PS512 => "PS512",
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
        }
    }

    /// Returns the algorithm with exactly that name. `Ed25519` is a second name of `EdDSA`, since
    /// the other curve of `EdDSA` is not supported (RFC 9864 §2.2).
    pub(crate) fn named(name: &str) -> Option<Self> {
        if name == "Ed25519" {
            return Some(Self::EdDSA);
        }
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }

    /// Returns the type of its keys.
    pub(crate) const fn key_type(self) -> KeyType {
        match self {
            Self::ES256 => KeyType::P256,
            Self::ES384 => KeyType::P384,
            Self::ES512 => KeyType::P521,
            Self::EdDSA => KeyType::Ed25519,
            Self::HS256 | Self::HS384 | Self::HS512 => KeyType::Secret,
            Self::PS256 | Self::PS384 | Self::PS512 | Self::RS256 | Self::RS384 | Self::RS512 => {
                KeyType::Rsa
            }
        }
    }

    /// Returns the length of its hash in bytes. It is also the length of an HMAC, and the minimum
    /// length of a secret (RFC 7518 §3.2).
    pub(crate) const fn hash_len(self) -> usize {
        match self {
            Self::ES256 | Self::HS256 | Self::PS256 | Self::RS256 => 32,
            Self::ES384 | Self::HS384 | Self::PS384 | Self::RS384 => 48,
            Self::ES512 | Self::EdDSA | Self::HS512 | Self::PS512 | Self::RS512 => 64,
        }
    }

    /// Returns the algorithm in the form of `jsonwebtoken`, which lacks ES512.
    pub(crate) const fn in_jsonwebtoken(self) -> Option<jsonwebtoken::Algorithm> {
        Some(match self {
            Self::ES256 => jsonwebtoken::Algorithm::ES256,
            Self::ES384 => jsonwebtoken::Algorithm::ES384,
            Self::ES512 => return None,
            Self::EdDSA => jsonwebtoken::Algorithm::EdDSA,
            Self::HS256 => jsonwebtoken::Algorithm::HS256,
            Self::HS384 => jsonwebtoken::Algorithm::HS384,
            Self::HS512 => jsonwebtoken::Algorithm::HS512,
            Self::PS256 => jsonwebtoken::Algorithm::PS256,
            Self::PS384 => jsonwebtoken::Algorithm::PS384,
            Self::PS512 => jsonwebtoken::Algorithm::PS512,
            Self::RS256 => jsonwebtoken::Algorithm::RS256,
            Self::RS384 => jsonwebtoken::Algorithm::RS384,
            Self::RS512 => jsonwebtoken::Algorithm::RS512,
        })
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl KeyType {
    /// Returns the name of the type in messages.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "an Ed25519 key",
            Self::P256 => "a P-256 key",
            Self::P384 => "a P-384 key",
            Self::P521 => "a P-521 key",
            Self::Rsa => "an RSA key",
            Self::Secret => "a secret",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s16_names_are_case_sensitive_and_none_is_unknown() {
        for algorithm in Algorithm::ALL {
            assert_eq!(Algorithm::named(algorithm.as_str()), Some(algorithm));
            assert_eq!(Algorithm::named(&algorithm.as_str().to_ascii_lowercase()), None);
        }
        assert_eq!(Algorithm::named("Ed25519"), Some(Algorithm::EdDSA));
        for name in [
            "none", "None", "NONE", "nOnE", "", " RS256", "RS256 ", "RS256\0", "ed25519", "Ed448",
            "ES256K", "ES521",
        ] {
            assert_eq!(Algorithm::named(name), None, "{name:?}");
        }
    }
}
