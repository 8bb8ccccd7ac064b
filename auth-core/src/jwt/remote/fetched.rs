//! Fetched keys: their state, and one fetch at a time in a task of its own.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{Semaphore, watch};

use crate::jwt::keys::key_set::KeySet;
use crate::jwt::remote::error::{Fault, FetchError};
use crate::jwt::remote::events::Event;
use crate::jwt::remote::schedule::{self, Freshness, LastFetch};
use crate::jwt::remote::source::{Loaded, Source};
use crate::jwt::remote::state::State;
use crate::jwt::remote::status::KeyStatus;
use crate::time::Timestamp;

/// The maximum number of requests that wait at one time.
///
/// SECURITY: any client can send tokens with unknown key ids, and each would hold memory and a
/// connection (S35).
const MAX_WAITING: usize = 256;

/// The delay for a client whose request could not wait.
pub(super) const BUSY: Duration = Duration::from_secs(1);

/// The keys of an issuer, which are fetched when requests need them.
#[derive(Debug)]
pub(crate) struct FetchedKeys {
    pub(super) source: Arc<Source>,
    keys: Arc<KeySet>,
    pub(super) max_stale: Duration,
    /// Never locked across a fetch.
    state: Mutex<State>,
    /// The number of fetches that ended.
    pub(super) ended: watch::Sender<u64>,
    pub(super) waiting: Semaphore,
}

/// The delay after which a client may try again, because there are no usable keys.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct RetryAfter(pub(crate) Duration);

impl FetchedKeys {
    /// Creates fetched keys before the first fetch. `keys` is empty.
    pub(crate) fn new(source: Source, keys: Arc<KeySet>, max_stale: Duration) -> Self {
        let state = State::default();
        keys.use_between(state.in_use(Timestamp::MIN, max_stale));
        Self {
            source: Arc::new(source),
            keys,
            max_stale,
            state: Mutex::new(state),
            ended: watch::Sender::new(0),
            waiting: Semaphore::new(MAX_WAITING),
        }
    }

    /// Returns `true` if requests use the keys at the time `now` without waiting. Starts a fetch if
    /// one is due.
    pub(crate) fn are_usable(self: &Arc<Self>, now: Timestamp) -> bool {
        let mut state = self.lock();
        let freshness = state.freshness(now, self.max_stale);
        if freshness != Freshness::Fresh {
            state = self.start_if_due(state, now);
        }
        match freshness {
            Freshness::Fresh | Freshness::Aging => true,
            // The issuer is down. Its keys are used without a wait for each attempt.
            Freshness::Stale => state.failures > 0,
            Freshness::Unusable => false,
        }
    }

    /// Returns the error for a token, if there are no usable keys.
    pub(crate) fn unusable(&self, now: Timestamp) -> Option<RetryAfter> {
        let state = self.lock();
        let is_unusable = state.freshness(now, self.max_stale) == Freshness::Unusable;
        is_unusable.then(|| retry_after(&state))
    }

    /// Starts a fetch if one is due. Returns the delay until a request may have its keys.
    pub(crate) fn start(self: &Arc<Self>, now: Timestamp) -> RetryAfter {
        retry_after(&self.start_if_due(self.lock(), now))
    }

    /// Returns the number of the next fetch that starts.
    pub(crate) fn next(&self) -> u64 {
        self.lock().started.saturating_add(1)
    }

    /// Returns `true` if a token that names an unknown key may be signed with a key that was not
    /// fetched yet. The token arrived before the fetch `next` started. Its `issued` time is not
    /// verified.
    pub(crate) fn may_lack_key(
        &self,
        next: u64,
        issued: Option<Timestamp>,
        now: Timestamp,
        leeway: Duration,
    ) -> bool {
        let state = self.lock();
        let is_from_issuer = state.last.is_some_and(|last| last.in_caches.is_zero());
        let is_newer = state.good >= next && is_from_issuer;
        !is_newer && schedule::may_have_new_key(state.last, issued, now, leeway)
    }

    /// Returns the status at the time `now`.
    pub(crate) fn status(&self, now: Timestamp) -> KeyStatus {
        let keys = self.keys.current().list().len();
        let state = self.lock();
        let age = |last: LastFetch| {
            let seconds = now.as_secs().saturating_sub(last.started.as_secs());
            Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
        };
        KeyStatus {
            keys,
            age: state.last.map(age),
            is_usable: state.freshness(now, self.max_stale) != Freshness::Unusable,
            error: state.error.clone(),
        }
    }

    pub(super) fn last_error(&self) -> FetchError {
        self.lock().error.clone().unwrap_or_else(|| self.source.error(Fault::Ended))
    }

    pub(super) fn start_if_due<'s>(
        self: &'s Arc<Self>,
        state: MutexGuard<'s, State>,
        now: Timestamp,
    ) -> MutexGuard<'s, State> {
        let is_due = state.running_until().is_none() && state.delay().is_none();
        if is_due { self.spawn(state, now) } else { state }
    }

    /// Starts a fetch in a task of its own, which no request can cancel.
    pub(super) fn spawn<'s>(
        self: &'s Arc<Self>,
        mut state: MutexGuard<'s, State>,
        now: Timestamp,
    ) -> MutexGuard<'s, State> {
        let Ok(runtime) = Handle::try_current() else {
            // No failure of the issuer: the fetches of other threads are not delayed.
            let error = self.source.error(Fault::NoRuntime);
            let before = state.error.replace(error.clone());
            drop(state);
            if before.as_ref() != Some(&error) {
                Event::Failed(error, 1).log(&self.source.issuer);
            }
            return self.lock();
        };
        let keys_url = state.start(now, self.source.limits.time());
        let flight = Flight { keys: Arc::downgrade(self), number: state.started, now };
        // A runtime that ended drops the task at once. Its drop locks the state.
        drop(state);
        let source = Arc::clone(&self.source);
        runtime.spawn(async move { flight.land(source.load(keys_url).await) });
        self.lock()
    }

    /// Records the end of the fetch of this number, and wakes the requests that wait for it.
    fn end(&self, number: u64, now: Timestamp, result: Result<Loaded, FetchError>) {
        let mut events = Vec::new();
        let mut state = self.lock();
        // SECURITY: the keys of a fetch that was given up may be older than the current ones, and
        // contain a withdrawn key.
        if number != state.started {
            return;
        }
        match result {
            Ok(loaded) => {
                if state.failures > 0 {
                    events.push(Event::Recovered(state.failures));
                }
                if state.skipped != loaded.skipped {
                    events.extend(loaded.skipped.iter().cloned().map(Event::Skipped));
                    state.skipped = loaded.skipped;
                }
                let before = self.keys.current();
                if self.keys.replace(loaded.keys) {
                    events.push(Event::changed(before.list(), self.keys.current().list()));
                }
                // A fetch can fail and be repeated before the keys are too old.
                let lifetime = loaded.lifetime.min(self.max_stale / 2);
                let in_caches = loaded.in_caches;
                state.succeed(LastFetch { started: now, in_caches, lifetime }, loaded.keys_url);
            }
            Err(error) => {
                state.fail(error.clone(), random());
                events.push(Event::Failed(error, state.failures));
            }
        }
        self.keys.use_between(state.in_use(now, self.max_stale));
        let alarm = schedule::alarm(state.last, now, self.max_stale);
        if alarm > state.alarm {
            events.push(Event::Old(alarm));
        }
        state.alarm = alarm;
        drop(state);
        self.ended.send_modify(|ended| *ended = ended.wrapping_add(1));
        for event in events {
            event.log(&self.source.issuer);
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running fetch. Dropped early, it ends as a failure: its runtime ended, or the client panicked.
struct Flight {
    /// Not the keys: a fetch does not keep a verifier alive.
    keys: Weak<FetchedKeys>,
    number: u64,
    now: Timestamp,
}

impl Flight {
    fn land(mut self, result: Result<Loaded, FetchError>) {
        if let Some(keys) = std::mem::take(&mut self.keys).upgrade() {
            keys.end(self.number, self.now, result);
        }
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        if let Some(keys) = self.keys.upgrade() {
            keys.end(self.number, self.now, Err(keys.source.error(Fault::Ended)));
        }
    }
}

/// Returns the delay until the next fetch may end, for a client.
pub(super) fn retry_after(state: &State) -> RetryAfter {
    RetryAfter(state.delay().unwrap_or_default().max(BUSY))
}

/// Returns a random number, so that several processes do not fetch at one time.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
