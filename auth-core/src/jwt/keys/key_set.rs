//! Keys of a verifier, which can be replaced while it is in use.

use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::jwt::error::JwtError;
use crate::jwt::header::{Header, MAX_KEY_ID_LEN};
use crate::jwt::keys::Key;
use crate::jwt::keys::algorithm::Algorithm;
use crate::jwt::keys::ids;
use crate::jwt::mismatch::shown;
use crate::jwt::token_error::TokenError;
use crate::time::Timestamp;

/// The maximum number of characters of a name from a key set in an error.
const MAX_SHOWN: usize = 128;

/// The keys of a verifier, and those that replaced them.
pub(crate) struct KeySet {
    current: RwLock<Arc<Keys>>,
    /// The generation of `current`, readable without its lock.
    generation: AtomicU64,
    /// The times in seconds between which the keys need no attention: the first one, and the one
    /// after the last.
    in_use: (AtomicI64, AtomicI64),
    /// The algorithm of RSA keys of a set that name none.
    pub(crate) rsa: Algorithm,
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
    /// Creates the first generation, which is always in use.
    pub(crate) fn new(list: Vec<Key>, rsa: Algorithm) -> Self {
        let current = RwLock::new(Arc::new(Keys::new(list, 0)));
        let always = (AtomicI64::new(i64::MIN), AtomicI64::new(i64::MAX));
        Self { current, generation: AtomicU64::new(0), in_use: always, rsa }
    }

    /// Returns `true` if the keys are used at the time `now` without a look at their age.
    pub(crate) fn are_in_use(&self, now: Timestamp) -> bool {
        let (first, end) = &self.in_use;
        let now = now.as_secs();
        first.load(Ordering::Acquire) <= now && now < end.load(Ordering::Acquire)
    }

    /// Sets the times between which the keys are used without a look at their age.
    //
    // A request between the two writes sees times of both. The first time is a correction of the
    // clock only, and either end is right.
    #[cfg(feature = "discovery")]
    pub(crate) fn use_between(&self, (first, end): (Timestamp, Timestamp)) {
        self.in_use.0.store(first.as_secs(), Ordering::Release);
        self.in_use.1.store(end.as_secs(), Ordering::Release);
    }

    /// Returns the current generation.
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Returns the current keys.
    pub(crate) fn current(&self) -> Arc<Keys> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces all keys. With the same keys in any order, it has no effect: the cache stays valid.
    /// Returns `true` if the keys differ.
    pub(crate) fn replace(&self, list: Vec<Key>) -> bool {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if current.are(&list) {
            return false;
        }
        let generation = current.generation.wrapping_add(1);
        *current = Arc::new(Keys::new(list, generation));
        // SECURITY: a token of a withdrawn key could still be in the cache. The new generation
        // makes all cached tokens invalid.
        self.generation.store(generation, Ordering::Release);
        true
    }
}

impl Keys {
    fn new(list: Vec<Key>, generation: u64) -> Self {
        let ids: Vec<_> = list.iter().filter_map(Key::id).collect();
        let ids = if ids.is_empty() { "one without an id".to_owned() } else { shown(ids) };
        Self { list, ids: ids.into(), generation }
    }

    /// Returns the keys.
    #[cfg(feature = "discovery")]
    pub(crate) fn list(&self) -> &[Key] {
        &self.list
    }

    /// Returns `true` if the keys are the same, in any order. Each list has each key once.
    fn are(&self, list: &[Key]) -> bool {
        let has = |key: &Key| self.list.iter().any(|own| own.is_same(key));
        self.list.len() == list.len() && list.iter().all(has)
    }

    /// Returns the error for a token that names none of the keys.
    ///
    /// SECURITY: an attacker chooses the id in an unverified token. The error does not contain it.
    fn unknown(&self) -> TokenError {
        TokenError::KeyId(Arc::clone(&self.ids))
    }

    /// Returns the only key that can verify a token with this header.
    ///
    /// SECURITY: if several keys were tried, one weak key could sign tokens in the name of every
    /// other key (RFC 8725 §3.10).
    ///
    /// SECURITY: a token that chooses the algorithm can choose `none`, or HMAC with the public key
    /// as its secret. Each key has one algorithm, and a token that names another algorithm does not
    /// select the key (RFC 8725 §2.1, §3.1).
    pub(crate) fn select(&self, header: &Header<'_>) -> Result<&Key, TokenError> {
        let id = header.key_id.as_deref();
        if id.is_some_and(|id| id.len() > MAX_KEY_ID_LEN) {
            return Err(self.unknown());
        }
        let algorithm = Algorithm::named(&header.algorithm);
        let mut selected = self.list.iter().filter(|key| {
            algorithm == Some(key.algorithm())
                && id.is_none_or(|id| key.id().is_none_or(|own| own == id))
        });
        match (selected.next(), selected.next()) {
            (Some(key), None) => Ok(key),
            (None, _) if id.is_none_or(|id| self.is_named(id)) => Err(TokenError::Algorithm),
            _ => Err(self.unknown()),
        }
    }

    /// Returns `true` if a key has the id, or if no key has one.
    fn is_named(&self, id: &str) -> bool {
        self.list.iter().any(|key| key.id() == Some(id))
            || self.list.iter().all(|key| key.id().is_none())
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.current().list).finish()
    }
}

/// Returns the keys that verify tokens of `issuer`, each once, if every token can tell them apart.
///
/// RSA keys of a set that name no algorithm have the algorithm `rsa`.
///
/// SECURITY: tenants of one provider may share a key set. With the key of another tenant, an
/// attacker could sign in the name of `issuer`. Keys of other issuers are skipped (RFC 8725 §3.8).
pub(crate) fn usable(issuer: &str, keys: Vec<Key>, rsa: Algorithm) -> Result<Vec<Key>, JwtError> {
    let (usable, others): (Vec<_>, Vec<_>) = keys.into_iter().partition(|key| key.is_for(issuer));
    if let (true, Some(other)) = (usable.is_empty(), others.first().and_then(Key::issuer)) {
        return Err(JwtError::AllOfOtherIssuers(other.chars().take(MAX_SHOWN).collect()));
    }
    ids::unambiguous(usable.into_iter().map(|key| key.with_default(rsa)).collect())
}
