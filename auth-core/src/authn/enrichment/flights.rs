//! The cache of additions, in which concurrent requests of a caller share one query.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use quick_cache::Equivalent;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::authn::AuthenticationError;
use crate::bounded_cache::{BoundedCache, bounded_cache};
use crate::identity::{Additions, Identity};

const CAPACITY: usize = 10_000;
/// The longest time for which a closed account is cached.
const REJECTION_LIFETIME: Duration = Duration::from_secs(5);

/// The cache of additions. The key is the issuer and the subject of a caller, never a token.
pub(super) struct Flights {
    lifetime: Duration,
    entries: BoundedCache<Caller, Arc<Flight>>,
    /// Held while a flight is added, so that two requests do not add one each.
    adding: Mutex<()>,
}

type Answer = Result<Additions, AuthenticationError>;

/// A query that runs, or its answer.
struct Flight {
    /// The time at which the query began: an answer may be as old as that.
    began: Instant,
    /// The answer. A query that fails, or whose request ends, leaves the flight to the next
    /// request.
    answer: OnceCell<Answer>,
}

/// A caller as the key of the cache.
#[derive(Clone, Eq, Hash, PartialEq)]
struct Caller {
    issuer: Box<str>,
    subject: Box<str>,
}

/// A caller that is looked up without an allocation. It has the hash of a [`Caller`].
#[derive(Hash)]
struct CallerRef<'a> {
    issuer: &'a str,
    subject: &'a str,
}

impl Equivalent<Caller> for CallerRef<'_> {
    fn equivalent(&self, key: &Caller) -> bool {
        *self.subject == *key.subject && *self.issuer == *key.issuer
    }
}

impl Flights {
    pub(super) fn new(lifetime: Duration) -> Self {
        Self { lifetime, entries: bounded_cache(CAPACITY), adding: Mutex::default() }
    }

    /// Returns the answer for a caller, if it is cached.
    pub(super) fn get(&self, identity: &Identity) -> Option<Answer> {
        self.fresh(identity)?.answer.get().cloned()
    }

    /// Returns the answer for a caller: a cached one, that of a query which runs, or that of `ask`.
    ///
    /// A request that ends while it waits does not end the query of another one: the next request
    /// that waits asks in its place.
    pub(super) async fn get_or_ask(
        &self,
        identity: &Identity,
        ask: impl Future<Output = Answer>,
    ) -> Answer {
        if self.lifetime.is_zero() {
            return ask.await;
        }
        let flight = self.fresh(identity).unwrap_or_else(|| self.join_or_add(identity));
        let answer = flight.answer.get_or_try_init(|| async {
            match ask.await {
                // A failure is not cached: the next request asks again.
                Err(error @ AuthenticationError::Unavailable { .. }) => Err(error),
                answer => Ok(answer),
            }
        });
        answer.await.and_then(Clone::clone)
    }

    /// Returns the flight of a caller, unless its answer is too old.
    fn fresh(&self, identity: &Identity) -> Option<Arc<Flight>> {
        let key = CallerRef { issuer: identity.issuer(), subject: identity.subject() };
        let flight = self.entries.get(&key)?;
        let lifetime = match flight.answer.get() {
            Some(Err(_)) => self.lifetime.min(REJECTION_LIFETIME),
            Some(Ok(_)) | None => self.lifetime,
        };
        (flight.began.elapsed() < lifetime).then_some(flight)
    }

    fn join_or_add(&self, identity: &Identity) -> Arc<Flight> {
        let _adding = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
        self.fresh(identity).unwrap_or_else(|| {
            let flight = Arc::new(Flight { began: Instant::now(), answer: OnceCell::new() });
            let (issuer, subject) = (identity.issuer().into(), identity.subject().into());
            self.entries.insert(Caller { issuer, subject }, Arc::clone(&flight));
            flight
        })
    }
}
