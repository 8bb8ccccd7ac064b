//! The digest of a secret that a caller presents.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// The SHA-256 digest of a secret that a caller presents. It displays as hexadecimal digits. A copy
/// of the memory contains no secret.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub(crate) struct SecretDigest([u8; 32]);

impl SecretDigest {
    pub(crate) fn of(secret: &[u8]) -> Self {
        Self(Sha256::digest(secret).into())
    }
}

impl fmt::Display for SecretDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
