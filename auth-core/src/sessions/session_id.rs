//! The id of a session.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// The id of a session: the value of its cookie. `Debug` hides it.
pub struct SessionId(Box<str>);

/// The SHA-256 digest of the id of a session.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub(super) struct SessionDigest([u8; 32]);

impl SessionId {
    pub(super) fn new(value: &str) -> Self {
        Self(value.into())
    }

    /// Returns the value of the cookie, to look the session up. It is a secret of the caller: keep
    /// it out of logs.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId([hidden])")
    }
}

impl SessionDigest {
    pub(super) fn of(value: &[u8]) -> Self {
        Self(Sha256::digest(value).into())
    }
}

impl fmt::Display for SessionDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
