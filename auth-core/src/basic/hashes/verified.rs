//! A cache of verified passwords, under a keyed hash.

use std::time::Duration;

use blake2::Blake2sMac256;
use blake2::digest::{KeyInit as _, Mac as _};
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::stored::StoredHash;
use crate::basic::password::Password;
use crate::timed_cache::TimedCache;

const LIFETIME: Duration = Duration::from_secs(5 * 60);
const CAPACITY: usize = 1_000;

/// A cache of verified passwords. Each entry is a keyed hash of the stored hash, the user name and
/// the password.
///
/// SECURITY: a changed password has another stored hash, so that the old one is not found. The key
/// is random, and never leaves the process. A plain hash would let a reader of the memory guess
/// passwords much faster than by Argon2.
pub(super) struct VerifiedPasswords {
    /// `None` if the system has no random numbers. Then no password is cached.
    key: Option<Zeroizing<[u8; 32]>>,
    entries: TimedCache<Tag, ()>,
}

/// A keyed hash. `None` if there is no key.
pub(super) type Tag = Option<[u8; 32]>;

impl Default for VerifiedPasswords {
    fn default() -> Self {
        let mut key = Zeroizing::new([0; 32]);
        let is_random = getrandom::fill(&mut *key).is_ok();
        Self { key: is_random.then_some(key), entries: TimedCache::new(CAPACITY, LIFETIME) }
    }
}

impl VerifiedPasswords {
    /// Returns the keyed hash of a stored hash, a user name and a password.
    pub(super) fn tag(&self, hash: &StoredHash, user: &str, password: &Password) -> Tag {
        let mut mac = Blake2sMac256::new_from_slice(&**self.key.as_ref()?).ok()?;
        for part in [&*hash.to_string(), user, password.expose()] {
            // SECURITY: the length keeps the parts apart. Without it, the end of a name could be
            // the start of a password.
            mac.update(&part.len().to_le_bytes());
            mac.update(part.as_bytes());
        }
        Some(mac.finalize().into_bytes().into())
    }

    /// Returns whether the password was verified during the last 5 min.
    pub(super) fn contains(&self, tag: &Tag) -> bool {
        tag.is_some() && self.entries.get(tag).is_some()
    }

    /// Adds a password that was verified now.
    pub(super) fn insert(&self, tag: Tag) {
        if tag.is_some() {
            self.entries.insert(tag, (), Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(cache: &VerifiedPasswords, hash: &StoredHash, user: &str, password: &str) -> Tag {
        cache.tag(hash, user, &Password::new(password))
    }

    #[tokio::test(start_paused = true)]
    async fn entry_ends_after_its_lifetime() {
        let cache = VerifiedPasswords::default();
        let tag = tag(&cache, &StoredHash::default(), "alice", "secret");
        assert!(!cache.contains(&tag));
        cache.insert(tag);
        tokio::time::advance(Duration::from_secs(299)).await;
        assert!(cache.contains(&tag));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(!cache.contains(&tag));
    }

    #[test]
    fn tag_depends_on_each_part_and_on_the_key() {
        let (cache, other) = (VerifiedPasswords::default(), VerifiedPasswords::default());
        let hash = StoredHash::default();
        let changed = StoredHash::parse(&hash.to_string().replace("v=19", "v=16")).unwrap();
        let first = tag(&cache, &hash, "alice", "secret");
        assert!(first.is_some());
        assert_eq!(first, tag(&cache, &hash, "alice", "secret"));
        let others = [
            tag(&cache, &changed, "alice", "secret"),
            tag(&cache, &hash, "bob", "secret"),
            tag(&cache, &hash, "alice", "Secret"),
            tag(&cache, &hash, "alices", "ecret"),
            tag(&other, &hash, "alice", "secret"),
        ];
        for other in others {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn cache_without_a_key_holds_no_password() {
        let cache = VerifiedPasswords { key: None, ..VerifiedPasswords::default() };
        let tag = tag(&cache, &StoredHash::default(), "alice", "secret");
        cache.insert(tag);
        assert!(!cache.contains(&tag) && cache.entries.len() == 0);
    }

    #[test]
    fn cache_is_bounded() {
        let cache = VerifiedPasswords::default();
        for number in 0..3 * CAPACITY {
            cache.insert(tag(&cache, &StoredHash::default(), &number.to_string(), "secret"));
        }
        assert!(cache.entries.len() <= CAPACITY);
    }
}
