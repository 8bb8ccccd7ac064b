//! Keys of a verifier, which can be replaced while it is in use.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::jwt::error::JwtError;
use crate::jwt::header::{Header, MAX_KEY_ID_LEN};
use crate::jwt::keys::Key;
use crate::jwt::mismatch::shown;
use crate::jwt::token_error::TokenError;

/// The maximum number of characters of a name from a key set in an error.
const MAX_SHOWN: usize = 128;

/// The keys of a verifier, and those that replaced them.
pub(crate) struct KeySet {
    current: RwLock<Arc<Keys>>,
    /// The generation of `current`, readable without its lock.
    generation: AtomicU64,
}

/// The keys that are valid at one time.
pub(crate) struct Keys {
    list: Vec<Key>,
    /// The ids of the keys, for the log.
    ids: Arc<str>,
    /// The number of replacements so far. Tokens verified with keys of another generation must be
    /// verified again.
    pub(crate) generation: u64,
}

impl KeySet {
    /// Creates the first generation.
    pub(crate) fn new(list: Vec<Key>) -> Self {
        Self { current: RwLock::new(Arc::new(Keys::new(list, 0))), generation: AtomicU64::new(0) }
    }

    /// Returns the current generation.
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Returns the current keys.
    pub(crate) fn current(&self) -> Arc<Keys> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces all keys.
    pub(crate) fn replace(&self, list: Vec<Key>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let generation = current.generation.wrapping_add(1);
        *current = Arc::new(Keys::new(list, generation));
        // SECURITY: a token of a withdrawn key could still be in the cache. The new generation
        // makes all cached tokens invalid.
        self.generation.store(generation, Ordering::Release);
    }
}

impl Keys {
    fn new(list: Vec<Key>, generation: u64) -> Self {
        let ids: Vec<_> = list.iter().filter_map(Key::id).collect();
        let ids = if ids.is_empty() { "one without an id".to_owned() } else { shown(ids) };
        Self { list, ids: ids.into(), generation }
    }

    /// Returns the error for a token that names none of the keys.
    ///
    /// SECURITY: an attacker chooses the id in an unverified token. The error does not contain it.
    fn unknown(&self) -> TokenError {
        TokenError::KeyId(Arc::clone(&self.ids))
    }

    /// Returns the only key that can verify a token with this header.
    pub(crate) fn select(&self, header: &Header<'_>) -> Result<&Key, TokenError> {
        let key = match (&*self.list, header.key_id.as_deref()) {
            ([key], None) => key,
            (_, Some(id)) if id.len() > MAX_KEY_ID_LEN => return Err(self.unknown()),
            // SECURITY: if all keys were tried, one weak key could sign tokens under the id of
            // every other key (RFC 8725 §3.10).
            ([key], Some(id)) if key.id().is_none_or(|own| own == id) => key,
            (keys, Some(id)) => {
                keys.iter().find(|key| key.id() == Some(id)).ok_or_else(|| self.unknown())?
            }
            (_, None) => return Err(self.unknown()),
        };
        // SECURITY: a token that chooses the algorithm can choose `none`, or HMAC with the public
        // key as its secret. The key has one algorithm, and the token must name it (RFC 8725 §2.1,
        // §3.1).
        if header.algorithm != key.algorithm().as_str() {
            return Err(TokenError::Algorithm);
        }
        Ok(key)
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.current().list).finish()
    }
}

/// Returns the keys that verify tokens of `issuer`, if a `kid` selects at most one of them.
///
/// SECURITY: tenants of one provider may share a key set. With the key of another tenant, an
/// attacker could sign in the name of `issuer`. Keys of other issuers are skipped (RFC 8725 §3.8).
pub(crate) fn usable(issuer: &str, keys: Vec<Key>) -> Result<Vec<Key>, JwtError> {
    let (usable, others): (Vec<_>, Vec<_>) =
        keys.into_iter().partition(|key| key.issuer().is_none_or(|own| own == issuer));
    if let (true, Some(other)) = (usable.is_empty(), others.first().and_then(Key::issuer)) {
        return Err(JwtError::AllOfOtherIssuers(other.chars().take(MAX_SHOWN).collect()));
    }
    check_ids(&usable)?;
    Ok(usable)
}

/// Checks that a `kid` selects exactly one key.
///
/// SECURITY: with equal ids, a token could choose between two keys (RFC 8725 §3.10).
fn check_ids(keys: &[Key]) -> Result<(), JwtError> {
    if keys.is_empty() {
        return Err(JwtError::NoKey);
    }
    let mut ids: Vec<&str> = keys.iter().filter_map(Key::id).collect();
    if ids.iter().any(|id| id.is_empty() || id.len() > MAX_KEY_ID_LEN) {
        return Err(JwtError::KeyIdLength);
    }
    if keys.len() > 1 && ids.len() < keys.len() {
        return Err(JwtError::MissingKeyId);
    }
    ids.sort_unstable();
    let mut pairs = ids.iter().zip(ids.iter().skip(1));
    match pairs.find(|(one, next)| one == next) {
        Some((id, _)) => Err(JwtError::DuplicateKeyId(Box::from(*id))),
        None => Ok(()),
    }
}
