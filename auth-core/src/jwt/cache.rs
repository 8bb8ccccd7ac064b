//! Cache of verified tokens, and of tokens with a wrong signature.

use std::fmt;
use std::hash::{Hash, Hasher};

use quick_cache::Equivalent;

use crate::bounded_cache::{BoundedCache, bounded_cache};
use crate::jwt::validity::VerifiedToken;

/// The number of valid tokens for each wrong signature that is cached.
const VALID_PER_INVALID: usize = 10;

/// The maximum length of a cached token with a wrong signature.
///
/// SECURITY: any client can send such tokens. Longer ones would fill the memory.
const MAX_INVALID_LEN: usize = 2 * 1024;

/// A cache of tokens by their whole text.
///
/// SECURITY: valid and invalid tokens are cached separately, so that a flood of invalid tokens
/// cannot evict valid ones. Only this verifier adds valid tokens.
///
/// A token is cached on its first use. The alternative, a rule that waits for the second use, was
/// measured beside it: capacity 10,000, four uses of 5,000 to 20,000 live tokens to one new token.
/// Time of this cache, relative to that rule:
///
/// | algorithm | as above | one token in two never used again |
/// |---|---|---|
/// | ES256 | 0.64–0.92 | 0.90–0.99 |
/// | HS256 | 0.83–1.01 | 1.04–1.16 |
pub(crate) struct Cache {
    valid: BoundedCache<TokenText<Box<[u8]>>, Entry>,
    /// Each with the generation of the keys. The hash covers the whole text, which a client
    /// chooses.
    invalid: BoundedCache<Box<str>, u64>,
}

/// A token that was verified with keys of this generation.
#[derive(Clone)]
struct Entry {
    generation: u64,
    token: VerifiedToken,
}

impl Cache {
    /// Creates a cache for `capacity` valid tokens.
    pub(crate) fn new(capacity: usize) -> Self {
        let invalid = capacity.div_ceil(VALID_PER_INVALID);
        Self { valid: bounded_cache(capacity), invalid: bounded_cache(invalid) }
    }

    /// Returns a token that was verified with keys of this generation.
    pub(crate) fn valid(&self, token: &[u8], generation: u64) -> Option<VerifiedToken> {
        let entry = self.valid.get(&TokenText(token))?;
        // SECURITY: a token of a withdrawn key would stay valid until it expires.
        (entry.generation == generation).then_some(entry.token)
    }

    /// Returns `true` if the signature of the token is wrong for keys of this generation.
    pub(crate) fn is_invalid(&self, token: &str, generation: u64) -> bool {
        !self.invalid.is_empty() && self.invalid.get(token) == Some(generation)
    }

    /// Adds a valid token.
    pub(crate) fn add_valid(&self, text: &str, token: VerifiedToken, generation: u64) {
        self.valid.insert(TokenText(Box::from(text.as_bytes())), Entry { generation, token });
    }

    /// Adds a token with a wrong signature.
    pub(crate) fn add_invalid(&self, token: &str, generation: u64) {
        if token.len() <= MAX_INVALID_LEN {
            self.invalid.insert(Box::from(token), generation);
        }
    }

    /// Removes a valid token.
    pub(crate) fn remove(&self, token: &[u8]) {
        self.valid.remove(&TokenText(token));
    }
}

/// The text of a token, which is compared as a whole and hashed by its last 16 bytes.
///
/// SECURITY: with texts of one hash, a client could slow the cache down. The hash has a secret key,
/// and the end of a valid signature is random. Other claims before a known signature are another
/// text.
#[derive(Eq, PartialEq)]
struct TokenText<T>(T);

impl<T: AsRef<[u8]>> Hash for TokenText<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let text = self.0.as_ref();
        match text.last_chunk::<16>() {
            Some(end) => state.write(end),
            None => state.write(text),
        }
    }
}

impl Equivalent<TokenText<Box<[u8]>>> for TokenText<&[u8]> {
    fn equivalent(&self, key: &TokenText<Box<[u8]>>) -> bool {
        *self.0 == *key.0
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("valid", &self.valid.len())
            .field("invalid", &self.invalid.len())
            .finish_non_exhaustive()
    }
}
