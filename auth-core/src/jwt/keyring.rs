//! The keys of a verifier, which may be replaced while it works.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::key::Key;
use super::refusal::TokenError;
use super::token::Header;

/// The keys of a verifier.
pub(super) struct Keyring {
    current: RwLock<Arc<Keys>>,
    /// That of `current`, to be read without its lock.
    generation: AtomicU64,
}

/// Keys that count together.
pub(super) struct Keys {
    list: Vec<Key>,
    /// Whose turn it is: what was verified with keys of another generation has to be verified again.
    pub(super) generation: u64,
}

impl Keyring {
    pub(super) fn new(list: Vec<Key>) -> Self {
        Self { current: RwLock::new(Arc::new(Keys { list, generation: 0 })), generation: AtomicU64::new(0) }
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    pub(super) fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn replace(&self, list: Vec<Key>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let generation = current.generation.wrapping_add(1);
        *current = Arc::new(Keys { list, generation });
        // SECURITY: from here on, nothing that a withdrawn key signed is found in the cache.
        self.generation.store(generation, Ordering::Release);
    }
}

impl Keys {
    /// The one key that a token can be signed with.
    pub(super) fn key(&self, header: &Header<'_>) -> Result<&Key, TokenError> {
        let key = match (&*self.list, header.key_id.as_deref()) {
            ([key], None) => key,
            // SECURITY: a token that names another key is another key's; trying all of them turns one weak key into a way in
            // for every name (RFC 8725 §3.10).
            ([key], Some(id)) if key.id().is_none_or(|own| own == id) => key,
            (keys, Some(id)) => keys.iter().find(|key| key.id() == Some(id)).ok_or(TokenError::KeyId)?,
            (_, None) => return Err(TokenError::KeyId),
        };
        // SECURITY: the key says which algorithm, the token may only agree: no `none`, and no HMAC with a public key as its
        // secret (RFC 8725 §2.1, §3.1).
        if header.algorithm != key.algorithm().as_str() {
            return Err(TokenError::Algorithm);
        }
        Ok(key)
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.keys().list).finish()
    }
}
