//! Keys of a set that are unfit, for logs.

use std::fmt;

use crate::jwt::keys::error::KeyError;

/// The maximum number of characters of an id.
const MAX_ID_CHARS: usize = 128;

/// A key of a JSON Web Key Set that is unfit to verify signatures. It is safe to log.
///
/// [`Key::from_jwks_lenient`](crate::jwt::Key::from_jwks_lenient) returns it.
///
/// ```
/// use auth_core::jwt::{Key, KeyError};
///
/// let set = r#"{"keys": [{"kty": "oct", "kid": "old", "k": "AAAA"},
///     {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
/// let (_, skipped) = Key::from_jwks_lenient(set)?;
/// assert_eq!((skipped[0].position(), skipped[0].id()), (1, Some("old")));
/// assert_eq!(skipped[0].reason(), &KeyError::PublishedSecret);
/// # Ok::<(), KeyError>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SkippedKey {
    position: usize,
    id: Option<Box<str>>,
    reason: KeyError,
}

impl SkippedKey {
    /// Creates it from any `kid`.
    ///
    /// SECURITY: the publisher of a set could fill the log with a long id, or forge a line of it
    /// with a line break.
    pub(crate) fn new(position: usize, id: Option<&str>, reason: KeyError) -> Self {
        let shown = |id: &str| id.chars().flat_map(char::escape_debug).take(MAX_ID_CHARS).collect();
        Self { position, id: id.map(shown), reason }
    }

    /// Returns the position of the key in the set, counted from 1.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// Returns the start of its `kid` without control characters, if the `kid` is a string.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Returns the reason for skipping the key.
    #[must_use]
    pub fn reason(&self) -> &KeyError {
        &self.reason
    }

    /// Returns the error of a set with no other key.
    pub(crate) fn to_error(&self) -> KeyError {
        KeyError::InSet { position: self.position, error: Box::new(self.reason.clone()) }
    }
}

impl fmt::Display for SkippedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "key {} of the set", self.position)?;
        if let Some(id) = &self.id {
            write!(f, ", `{id}`")?;
        }
        write!(f, ": {}", self.reason)
    }
}
