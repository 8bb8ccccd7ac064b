//! A cache of API keys that a store has found.

use std::time::Duration;

use tokio::time::Instant;

use super::digest::KeyDigest;
use crate::bounded_cache::{BoundedCache, bounded_cache};
use crate::identity::Identity;

const DEFAULT_LIFETIME: Duration = Duration::from_secs(60);
const MAX_LIFETIME: Duration = Duration::from_secs(3_600);
const CAPACITY: usize = 10_000;

/// A cache of API keys that a store has found, by their digests.
///
/// SECURITY: unknown keys are not cached, so that a flood of them cannot evict the others.
pub(super) struct KeyCache {
    lifetime: Duration,
    /// Each identity with the time at which the store returned it.
    entries: BoundedCache<KeyDigest, (Identity, Instant)>,
}

impl KeyCache {
    pub(super) fn new(lifetime: Duration) -> Self {
        Self { lifetime: lifetime.min(MAX_LIFETIME), entries: bounded_cache(CAPACITY) }
    }

    /// Returns the identity of a key, if the store returned it a short time ago.
    pub(super) fn get(&self, digest: &KeyDigest) -> Option<Identity> {
        let (identity, found) = self.entries.get(digest)?;
        (found.elapsed() < self.lifetime).then_some(identity)
    }

    /// Adds a key that the store returned now.
    pub(super) fn insert(&self, digest: KeyDigest, identity: &Identity) {
        if !self.lifetime.is_zero() {
            self.entries.insert(digest, (identity.clone(), Instant::now()));
        }
    }
}

impl Default for KeyCache {
    fn default() -> Self {
        Self::new(DEFAULT_LIFETIME)
    }
}
