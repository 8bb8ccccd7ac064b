//! A cache of a bounded number of entries, for keys that depend on requests.

use std::hash::{Hash, RandomState};

use quick_cache::UnitWeighter;
use quick_cache::sync::{Cache, DefaultLifecycle};

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
