//! What is remembered of tokens that were seen before: what follows from a good one, and that a signature was wrong.

use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use quick_cache::sync::{self, DefaultLifecycle};
use quick_cache::{Equivalent, UnitWeighter};

use crate::jwt::validity::VerifiedToken;

/// For how many good tokens one wrong signature is remembered.
const GOOD_PER_REFUSED: usize = 10;

/// Longer texts are not remembered as refused: strangers choose them, and their memory is ours.
const MAX_REFUSED_LEN: usize = 2 * 1024;

type Shelf<K, V> = sync::Cache<K, V, UnitWeighter, RandomState>;

/// Tokens that were seen before, by their whole text.
///
/// SECURITY: good and refused tokens stand in shelves of their own, so that whoever floods one with junk drives no good token
/// out of the other. Only good tokens of this verifier's get into the first one.
///
/// A good token is kept from its second use on. One that is used once, as many are, must not cost the memory traffic of keeping it and
/// of dropping another one, which is more than that of verifying an HMAC.
pub(crate) struct Cache {
    /// Fingerprints of good tokens that were used once, each in the place that it falls to.
    candidates: Box<[AtomicU64]>,
    hasher: RandomState,
    good: Shelf<Token<Box<[u8]>>, Good>,
    /// With the generation of the keys. Found by a hash of the whole text, of which strangers choose all.
    refused: Shelf<Box<str>, u64>,
}

/// A token that was verified, with keys of this generation.
#[derive(Clone)]
struct Good {
    generation: u64,
    verified: VerifiedToken,
}

impl Cache {
    /// Remembers that many good tokens.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            candidates: std::iter::repeat_with(AtomicU64::default).take(capacity).collect(),
            hasher: RandomState::new(),
            good: shelf(capacity),
            refused: shelf(capacity.div_ceil(GOOD_PER_REFUSED)),
        }
    }

    /// What followed from a token, if keys of this generation verified it.
    pub(crate) fn good(&self, token: &[u8], generation: u64) -> Option<VerifiedToken> {
        let good = self.good.get(&Token(token))?;
        // SECURITY: a key that was withdrawn since then vouches for nothing any more.
        (good.generation == generation).then_some(good.verified)
    }

    /// Whether the token's signature was wrong by keys of this generation.
    pub(crate) fn is_refused(&self, token: &str, generation: u64) -> bool {
        !self.refused.is_empty() && self.refused.get(token) == Some(generation)
    }

    /// Keeps what follows from a good token, if it is used again.
    pub(crate) fn keep(&self, token: &str, verified: &VerifiedToken, generation: u64) {
        if self.was_used(token) {
            let good = Good { generation, verified: verified.clone() };
            self.good.insert(Token(Box::from(token.as_bytes())), good);
        }
    }

    /// Whether the token, or by chance another one, was used before. That it was is all that a fingerprint can wrongly say.
    fn was_used(&self, token: &str) -> bool {
        let fingerprint = self.hasher.hash_one(Token(token));
        let places = u64::try_from(self.candidates.len()).unwrap_or(u64::MAX).max(1);
        let place = usize::try_from(fingerprint % places).unwrap_or(0);
        let Some(candidate) = self.candidates.get(place) else { return true };
        let used = candidate.load(Ordering::Relaxed) == fingerprint;
        candidate.store(fingerprint, Ordering::Relaxed);
        used
    }

    pub(crate) fn refuse(&self, token: &str, generation: u64) {
        if token.len() <= MAX_REFUSED_LEN {
            self.refused.insert(Box::from(token), generation);
        }
    }

    /// Forgets a token that has expired.
    pub(crate) fn forget(&self, token: &[u8]) {
        self.good.remove(&Token(token));
    }
}

fn shelf<K: Eq + Hash, V: Clone>(capacity: usize) -> Shelf<K, V> {
    let weight = u64::try_from(capacity).unwrap_or(u64::MAX);
    sync::Cache::with(
        capacity,
        weight,
        UnitWeighter,
        RandomState::new(),
        DefaultLifecycle::default(),
    )
}

/// A token's text: compared as a whole, and found by its end.
///
/// SECURITY: the hash is keyed and secret, so nobody can choose texts that share one. The end of a good signature is as random as a
/// hash of it all would be; what is compared is all of the text, so that other claims under a signature that was seen before are
/// another token.
#[derive(Eq, PartialEq)]
struct Token<T>(T);

impl<T: AsRef<[u8]>> Hash for Token<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let text = self.0.as_ref();
        match text.last_chunk::<16>() {
            Some(end) => state.write(end),
            None => state.write(text),
        }
    }
}

impl Equivalent<Token<Box<[u8]>>> for Token<&[u8]> {
    fn equivalent(&self, key: &Token<Box<[u8]>>) -> bool {
        *self.0 == *key.0
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("good", &self.good.len())
            .field("refused", &self.refused.len())
            .finish_non_exhaustive()
    }
}
