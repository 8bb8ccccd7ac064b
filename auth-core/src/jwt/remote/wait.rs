//! Waiting for a fetch: of requests, and of the application.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};

use crate::jwt::remote::error::{Fault, FetchError};
use crate::jwt::remote::fetched::{BUSY, FetchedKeys, RetryAfter, retry_after};
use crate::jwt::remote::schedule::Freshness;
use crate::jwt::remote::source::deadline;
use crate::time::Timestamp;

/// The maximum time that a request waits for keys that are missing or stale.
const KEYS_WAIT: Duration = Duration::from_secs(2);

impl FetchedKeys {
    /// Waits for keys that are stale or missing, for 2 seconds at most.
    pub(crate) async fn wait_until_usable(
        self: &Arc<Self>,
        now: Timestamp,
    ) -> Result<(), RetryAfter> {
        let ended = self.wait_for_end(now, deadline(KEYS_WAIT)).await;
        let state = self.lock();
        match state.freshness(now, self.max_stale) {
            Freshness::Unusable => Err(ended.err().unwrap_or_else(|| retry_after(&state))),
            Freshness::Fresh | Freshness::Aging | Freshness::Stale => Ok(()),
        }
    }

    /// Waits until a fetch ends, and starts one as soon as it is due.
    ///
    /// The error is the delay for the client. It returns at once if no fetch can end before
    /// `until`, if too many requests wait, or if there is no runtime to wait in.
    pub(crate) async fn wait_for_end(
        self: &Arc<Self>,
        now: Timestamp,
        until: Instant,
    ) -> Result<(), RetryAfter> {
        if Handle::try_current().is_err() {
            return Err(self.start(now));
        }
        let Ok(_permit) = self.waiting.try_acquire() else { return Err(RetryAfter(BUSY)) };
        self.wait(now, until).await
    }

    async fn wait(self: &Arc<Self>, now: Timestamp, until: Instant) -> Result<(), RetryAfter> {
        let mut ended = self.ended.subscribe();
        loop {
            let delay = {
                let state = self.start_if_due(self.lock(), now);
                if state.running_until().is_some() { None } else { state.delay() }
            };
            let end = match delay {
                None => until,
                Some(delay) if deadline(delay) >= until => {
                    return Err(RetryAfter(delay));
                }
                Some(delay) => deadline(delay),
            };
            match timeout_at(end, ended.changed()).await {
                Ok(_) => return Ok(()),
                Err(_) if end == until => return Err(retry_after(&self.lock())),
                Err(_) => {}
            }
        }
    }

    /// Fetches the keys unless there are usable ones.
    pub(crate) async fn ready(self: &Arc<Self>, now: Timestamp) -> Result<(), FetchError> {
        if self.unusable(now).is_none() {
            return Ok(());
        }
        if Handle::try_current().is_err() {
            return Err(self.source.error(Fault::NoRuntime));
        }
        let limit = self.source.limits.time().saturating_add(BUSY);
        let _ended = self.wait(now, deadline(limit)).await;
        match self.unusable(now) {
            None => Ok(()),
            Some(_) => Err(self.last_error()),
        }
    }

    /// Fetches the keys now, also during a pause. A fetch that runs already does not count: it may
    /// have started before the keys changed.
    pub(crate) async fn refresh(self: &Arc<Self>, now: Timestamp) -> Result<(), FetchError> {
        if Handle::try_current().is_err() {
            return Err(self.source.error(Fault::NoRuntime));
        }
        let next = self.next();
        let mut ended = self.ended.subscribe();
        loop {
            let until = {
                let mut state = self.lock();
                if state.good >= next {
                    return Ok(());
                }
                if state.running_until().is_none() && state.started < next {
                    state = self.spawn(state, now);
                }
                state.running_until()
            };
            let Some(until) = until else { return Err(self.last_error()) };
            let _ended = timeout_at(until, ended.changed()).await;
        }
    }
}
