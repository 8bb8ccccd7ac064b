//! Status of the keys of a verifier, for a readiness probe.

use std::time::Duration;

use crate::jwt::remote::error::FetchError;

/// The status of the keys of a verifier: see [`Jwt::key_status`](crate::jwt::Jwt::key_status).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeyStatus {
    pub(super) keys: usize,
    pub(super) age: Option<Duration>,
    pub(super) is_usable: bool,
    pub(super) error: Option<FetchError>,
}

impl KeyStatus {
    /// Creates the status of this many keys that do not come from a URL.
    pub(crate) fn of_configured(keys: usize) -> Self {
        Self { keys, age: None, is_usable: true, error: None }
    }

    /// Returns the number of keys.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.keys
    }

    /// Returns the time since the start of the last good fetch. `None` without one, and for keys
    /// that do not come from a URL.
    #[must_use]
    pub fn age(&self) -> Option<Duration> {
        self.age
    }

    /// Returns `true` if the keys verify tokens. `false` if none was fetched yet, or if they are
    /// too old: then tokens are rejected with 503.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.is_usable
    }

    /// Returns the error of the last fetch, if it failed.
    #[must_use]
    pub fn error(&self) -> Option<&FetchError> {
        self.error.as_ref()
    }
}
