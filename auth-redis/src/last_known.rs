//! The last known status of callers, in the memory of this process.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use auth_core::authn::RevocationStatus;
use quick_cache::unsync::Cache;

use crate::caller::Caller;

/// The number of callers. An unknown caller is asked for in Redis, and gets 503 in an outage.
const CAPACITY: usize = 100_000;

/// The last known status of callers.
pub(crate) struct LastKnown(Mutex<Cache<Caller, Known>>);

#[derive(Clone, Copy)]
enum Known {
    /// Good in a query that was sent then.
    Good(Instant),
    /// Revoked in a response that arrived then.
    Revoked(Instant),
}

impl LastKnown {
    /// Stores the status from a query, with the times of the query and of the response.
    ///
    /// SECURITY: responses of concurrent queries are handled in any order. Good replaces revoked
    /// only if the query was sent after the revocation was known. Otherwise a late response would
    /// let a revoked token in during an outage.
    pub(crate) fn record(
        &self,
        caller: Caller,
        status: RevocationStatus,
        sent: Instant,
        arrived: Instant,
    ) {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = match (status, cache.get(&caller)) {
            (RevocationStatus::Revoked, _) => Known::Revoked(arrived),
            (RevocationStatus::Good, Some(Known::Revoked(since))) if *since >= sent => return,
            (RevocationStatus::Good, Some(Known::Good(since))) => Known::Good(sent.max(*since)),
            (RevocationStatus::Good, _) => Known::Good(sent),
        };
        cache.insert(caller, known);
    }

    /// Returns the last known status: revoked at any age, good up to the age `limit`.
    pub(crate) fn status(
        &self,
        caller: &Caller,
        limit: Duration,
        now: Instant,
    ) -> Option<RevocationStatus> {
        let cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match cache.get(caller)? {
            Known::Revoked(_) => Some(RevocationStatus::Revoked),
            Known::Good(since) if now.saturating_duration_since(*since) < limit => {
                Some(RevocationStatus::Good)
            }
            Known::Good(_) => None,
        }
    }
}

impl Default for LastKnown {
    fn default() -> Self {
        Self(Mutex::new(Cache::new(CAPACITY)))
    }
}

impl fmt::Debug for LastKnown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LastKnown")
    }
}

#[cfg(test)]
mod tests {
    use auth_core::Identity;
    use auth_core::authn::RevocationStatus::{Good, Revoked};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn caller(subject: &str) -> Caller {
        Caller::new(&Identity::builder("https://issuer.example", subject).build().unwrap())
    }

    #[test]
    fn good_counts_up_to_its_limit_from_the_query_on() {
        let (known, start) = (LastKnown::default(), Instant::now());
        let status = |age| known.status(&caller("alice"), 10 * SECOND, start + age);
        assert_eq!(status(Duration::ZERO), None);
        known.record(caller("alice"), Good, start, start + 5 * SECOND);
        assert_eq!(status(Duration::from_millis(9_999)), Some(Good));
        assert_eq!(status(10 * SECOND), None);
        assert_eq!(known.status(&caller("bob"), 10 * SECOND, start), None);
        assert_eq!(known.status(&caller("alice"), Duration::ZERO, start), None);
    }

    #[test]
    fn earlier_query_that_arrives_late_shortens_nothing() {
        let (known, start) = (LastKnown::default(), Instant::now());
        known.record(caller("alice"), Good, start + 3 * SECOND, start + 4 * SECOND);
        known.record(caller("alice"), Good, start, start + 5 * SECOND);
        assert_eq!(known.status(&caller("alice"), 3 * SECOND, start + 5 * SECOND), Some(Good));
    }

    #[test]
    fn late_good_never_replaces_revoked() {
        let (known, start) = (LastKnown::default(), Instant::now());
        let revoked_at = start + 2 * SECOND;
        let status = |age| known.status(&caller("alice"), 10 * SECOND, start + age);
        known.record(caller("alice"), Revoked, start + SECOND, revoked_at);
        for sent in [start, start + SECOND, revoked_at] {
            known.record(caller("alice"), Good, sent, start + 3 * SECOND);
            assert_eq!(status(3 * SECOND), Some(Revoked));
        }
        assert_eq!(status(1_000_000 * SECOND), Some(Revoked));
        // Redis itself forgot the revocation, after its end.
        known.record(caller("alice"), Good, start + 9 * SECOND, start + 9 * SECOND);
        assert_eq!(status(9 * SECOND), Some(Good));
    }

    #[test]
    fn number_of_callers_is_bounded() {
        let (known, start) = (LastKnown::default(), Instant::now());
        for number in 0..CAPACITY + 1_000 {
            known.record(caller(&number.to_string()), Good, start, start);
        }
        assert!(known.0.lock().unwrap().len() <= CAPACITY);
    }
}
