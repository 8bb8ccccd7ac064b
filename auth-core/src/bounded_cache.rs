//! Caches of a bounded number of entries, for keys that depend on requests.

use std::hash::{Hash, RandomState};
#[cfg(any(
    feature = "api-keys",
    feature = "argon2",
    feature = "introspection",
    feature = "sessions"
))]
use std::time::Duration;

#[cfg(any(
    feature = "api-keys",
    feature = "argon2",
    feature = "introspection",
    feature = "sessions"
))]
use quick_cache::Equivalent;
use quick_cache::UnitWeighter;
use quick_cache::sync::{Cache, DefaultLifecycle};
#[cfg(any(
    feature = "api-keys",
    feature = "argon2",
    feature = "introspection",
    feature = "sessions"
))]
use tokio::time::Instant;

/// A cache of a bounded number of entries.
///
/// SECURITY: a client chooses the texts behind the keys. With texts of one hash, it could slow the
/// cache down. So the hash has a secret key.
pub(crate) type BoundedCache<K, V> = Cache<K, V, UnitWeighter, RandomState>;

/// Creates a cache for `capacity` entries.
pub(crate) fn bounded_cache<K: Eq + Hash, V: Clone>(capacity: usize) -> BoundedCache<K, V> {
    let weight = u64::try_from(capacity).unwrap_or(u64::MAX);
    Cache::with(capacity, weight, UnitWeighter, RandomState::new(), DefaultLifecycle::default())
}

/// A bounded cache of values that count for a limited time.
#[cfg(any(
    feature = "api-keys",
    feature = "argon2",
    feature = "introspection",
    feature = "sessions"
))]
pub(crate) struct TimedCache<K, V> {
    lifetime: Duration,
    /// Each value with the time from which its lifetime counts.
    entries: BoundedCache<K, (V, Instant)>,
}

#[cfg(any(
    feature = "api-keys",
    feature = "argon2",
    feature = "introspection",
    feature = "sessions"
))]
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
