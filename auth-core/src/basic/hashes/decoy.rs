//! The hash that stands in for that of an unknown user.

use std::sync::{Mutex, PoisonError};

use super::stored::StoredHash;

/// The hash that stands in for that of an unknown user.
///
/// SECURITY: it takes as long as the stored hash that was read last. With other parameters than
/// those of the stored hashes, the time of a response would tell which users exist.
#[derive(Default)]
pub(super) struct Decoy(Mutex<StoredHash>);

impl Decoy {
    /// Takes over the parameters of a stored hash.
    pub(super) fn learn(&self, stored: &StoredHash) {
        let decoy = stored.decoy();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = decoy;
    }

    /// Returns the hash.
    pub(super) fn hash(&self) -> StoredHash {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
