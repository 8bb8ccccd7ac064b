//! Caches of the endpoint's results, by the digests of the tokens.

use std::fmt;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use crate::authn::AuthenticationError;
use crate::bounded_cache::TimedCache;
use crate::identity::Identity;
use crate::time::Timestamp;

/// The number of active tokens in the cache.
const ACTIVE: usize = 10_000;
/// The number of refused tokens in their cache.
const REFUSED: usize = 1_000;
/// The time for which a refusal counts.
const REFUSED_LIFETIME: Duration = Duration::from_secs(5);

/// The result for one token.
pub(super) type Outcome = Result<Identity, AuthenticationError>;

/// The SHA-256 digest of a token. A copy of the memory contains no token.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub(super) struct TokenDigest([u8; 32]);

impl TokenDigest {
    pub(super) fn of(token: &[u8]) -> Self {
        Self(Sha256::digest(token).into())
    }
}

impl fmt::Display for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Caches of the results.
///
/// SECURITY: active and refused tokens are cached separately, so that a flood of bad tokens cannot
/// evict the others.
pub(super) struct TokenCache {
    active: TimedCache<TokenDigest, Identity>,
    pub(super) refused: TimedCache<TokenDigest, AuthenticationError>,
}

impl TokenCache {
    /// Creates a cache in which active tokens count for `lifetime`.
    pub(super) fn new(lifetime: Duration) -> Self {
        let refused = TimedCache::new(REFUSED, REFUSED_LIFETIME);
        Self { active: TimedCache::new(ACTIVE, lifetime), refused }
    }

    /// Returns the identity of an active token at the time `now`.
    ///
    /// SECURITY: a token is not accepted after its `exp` without a new response (RFC 7662 §4).
    pub(super) fn active(&self, digest: &TokenDigest, now: Timestamp) -> Option<Identity> {
        let identity = self.active.get(digest)?;
        identity.expires_at().is_none_or(|end| now < end).then_some(identity)
    }

    /// Returns the result for a token at the time `now`, if it is known.
    pub(super) fn get(&self, digest: &TokenDigest, now: Timestamp) -> Option<Outcome> {
        let active = self.active(digest, now).map(Ok);
        active.or_else(|| self.refused.get(digest).map(Err))
    }

    /// Adds the result of a call that began at a time. The lack of a response is not cached.
    pub(super) fn insert(&self, digest: TokenDigest, outcome: &Outcome, began: Instant) {
        match outcome {
            Ok(identity) => self.active.insert(digest, identity.clone(), began),
            Err(AuthenticationError::Unavailable { .. }) => {}
            Err(error) => self.refused.insert(digest, error.clone(), began),
        }
    }
}
