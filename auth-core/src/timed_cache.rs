//! A bounded cache of values that count for a limited time.

use std::hash::Hash;
use std::time::Duration;

use quick_cache::Equivalent;
use tokio::time::Instant;

use crate::bounded_cache::{BoundedCache, bounded_cache};

/// A bounded cache of values that count for a limited time.
pub(crate) struct TimedCache<K, V> {
    lifetime: Duration,
    /// Each value with the time from which its lifetime counts.
    entries: BoundedCache<K, (V, Instant)>,
}

impl<K: Eq + Hash, V: Clone> TimedCache<K, V> {
    /// Creates a cache for `capacity` entries, each for `lifetime`. With zero, it stays empty.
    pub(crate) fn new(capacity: usize, lifetime: Duration) -> Self {
        Self { lifetime, entries: bounded_cache(capacity) }
    }

    /// Returns a value whose lifetime has not ended.
    pub(crate) fn get<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<V> {
        let (value, since) = self.entries.get(key)?;
        (since.elapsed() < self.lifetime).then_some(value)
    }

    /// Adds the answer to a question that was asked at the time `since`.
    ///
    /// SECURITY: the answer may be as old as its question. From its arrival on, a key that is
    /// deleted meanwhile would live longer than the lifetime.
    pub(crate) fn insert(&self, key: K, value: V, since: Instant) {
        if !self.lifetime.is_zero() {
            self.entries.insert(key, (value, since));
        }
    }

    /// Returns the number of entries.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}
