//! The keys of a verifier, which may be replaced while it works.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::jwt::header::{Header, MAX_KEY_ID_LEN};
use crate::jwt::keys::Key;
use crate::jwt::mismatch::shown;
use crate::jwt::token_error::TokenError;

/// The keys of a verifier.
pub(crate) struct KeySet {
    current: RwLock<Arc<Keys>>,
    /// That of `current`, to be read without its lock.
    generation: AtomicU64,
}

/// Keys that count together.
pub(crate) struct Keys {
    list: Vec<Key>,
    /// The ids of the keys, for the log.
    known: Arc<str>,
    /// Whose turn it is: what was verified with keys of another generation has to be verified again.
    pub(crate) generation: u64,
}

impl KeySet {
    pub(crate) fn new(list: Vec<Key>) -> Self {
        Self { current: RwLock::new(Arc::new(Keys::new(list, 0))), generation: AtomicU64::new(0) }
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    pub(crate) fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn replace(&self, list: Vec<Key>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let generation = current.generation.wrapping_add(1);
        *current = Arc::new(Keys::new(list, generation));
        // SECURITY: from here on, nothing that a withdrawn key signed is found in the cache.
        self.generation.store(generation, Ordering::Release);
    }
}

impl Keys {
    fn new(list: Vec<Key>, generation: u64) -> Self {
        let ids: Vec<_> = list.iter().filter_map(Key::id).collect();
        let known = if ids.is_empty() { "one without an id".to_owned() } else { shown(ids) };
        Self { list, known: known.into(), generation }
    }

    /// Returns why a token is refused that names none of the keys.
    ///
    /// SECURITY: the id that the token names is text that is not verified. It is in no log.
    pub(crate) fn unknown(&self) -> TokenError {
        TokenError::KeyId(Arc::clone(&self.known))
    }

    /// The one key that a token can be signed with.
    pub(crate) fn key(&self, header: &Header<'_>) -> Result<&Key, TokenError> {
        let key = match (&*self.list, header.key_id.as_deref()) {
            ([key], None) => key,
            (_, Some(id)) if id.len() > MAX_KEY_ID_LEN => return Err(self.unknown()),
            // SECURITY: a token that names another key is another key's; trying all of them turns one weak key into a way in
            // for every name (RFC 8725 §3.10).
            ([key], Some(id)) if key.id().is_none_or(|own| own == id) => key,
            (keys, Some(id)) => {
                keys.iter().find(|key| key.id() == Some(id)).ok_or_else(|| self.unknown())?
            }
            (_, None) => return Err(self.unknown()),
        };
        // SECURITY: the key says which algorithm, the token may only agree: no `none`, and no HMAC with a public key as its
        // secret (RFC 8725 §2.1, §3.1).
        if header.algorithm != key.algorithm().as_str() {
            return Err(TokenError::Algorithm);
        }
        Ok(key)
    }
}

impl std::fmt::Debug for KeySet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.keys().list).finish()
    }
}
