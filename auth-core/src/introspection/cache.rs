//! Caches of the endpoint's results, by the digests of the tokens.

use std::time::Duration;

use tokio::time::Instant;

use crate::authn::AuthenticationError;
use crate::identity::Identity;
use crate::secret_digest::SecretDigest;
use crate::time::Timestamp;
use crate::timed_cache::TimedCache;

/// The number of active tokens in the cache.
const ACTIVE: usize = 10_000;
/// The number of refused tokens in their cache.
const REFUSED: usize = 1_000;
/// The time for which a refusal counts.
const REFUSED_LIFETIME: Duration = Duration::from_secs(5);

/// The result for one token.
pub(super) type Outcome = Result<Identity, AuthenticationError>;

/// Caches of the results.
///
/// SECURITY: active and refused tokens are cached separately, so that a flood of bad tokens cannot
/// evict the others.
pub(super) struct TokenCache {
    active: TimedCache<SecretDigest, Identity>,
    pub(super) refused: TimedCache<SecretDigest, AuthenticationError>,
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
    pub(super) fn active(&self, digest: &SecretDigest, now: Timestamp) -> Option<Identity> {
        let identity = self.active.get(digest)?;
        identity.expires_at().is_none_or(|end| now < end).then_some(identity)
    }

    /// Returns the result for a token at the time `now`, if it is known.
    pub(super) fn get(&self, digest: &SecretDigest, now: Timestamp) -> Option<Outcome> {
        let active = self.active(digest, now).map(Ok);
        active.or_else(|| self.refused.get(digest).map(Err))
    }

    /// Adds the result of a call that began at a time. The lack of a response is not cached.
    pub(super) fn insert(&self, digest: SecretDigest, outcome: &Outcome, began: Instant) {
        match outcome {
            Ok(identity) => self.active.insert(digest, identity.clone(), began),
            Err(AuthenticationError::Unavailable { .. }) => {}
            Err(error) => self.refused.insert(digest, error.clone(), began),
        }
    }
}
