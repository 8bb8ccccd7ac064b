//! State of the fetches: the running one, and the results of those that ended.

use std::time::Duration;

use http::Uri;
use tokio::time::Instant;

use crate::jwt::keys::skipped::SkippedKey;
use crate::jwt::remote::error::FetchError;
use crate::jwt::remote::schedule::{self, Alarm, Freshness, LastFetch};
use crate::jwt::remote::source::deadline;
use crate::time::Timestamp;

/// The time after which the metadata is fetched again.
const METADATA_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The state of the fetches. It knows no network.
#[derive(Debug, Default)]
pub(super) struct State {
    /// The number of fetches that started.
    pub(super) started: u64,
    /// The number of the last fetch that brought keys.
    pub(super) good: u64,
    /// The time at which the running fetch is given up.
    running_until: Option<Instant>,
    /// The number of failures since then.
    pub(super) failures: u32,
    pub(super) last: Option<LastFetch>,
    /// The end of the last good fetch, by a clock that is never set.
    last_end: Option<Instant>,
    /// The error of the last fetch, if it failed.
    pub(super) error: Option<FetchError>,
    /// The start of the next fetch, at the earliest.
    next_start: Option<Instant>,
    /// The URL of the key set from the metadata, and the time at which it was read.
    keys_url: Option<(Uri, Timestamp)>,
    /// The keys that were skipped, as last logged.
    pub(super) skipped: Vec<SkippedKey>,
    /// The alarm, as last logged.
    pub(super) alarm: Alarm,
}

impl State {
    /// Returns the use of the keys.
    pub(super) fn freshness(&self, now: Timestamp, max_stale: Duration) -> Freshness {
        // SECURITY: a clock that was set back would extend the use of a withdrawn key (S44). The
        // other clock alone is not enough: it may stand still while the machine sleeps.
        if self.last_end.is_some_and(|end| end.elapsed() >= max_stale) {
            return Freshness::Unusable;
        }
        schedule::freshness(self.last, now, max_stale)
    }

    /// Returns the time at which the running fetch is given up, if one runs.
    pub(super) fn running_until(&self) -> Option<Instant> {
        self.running_until.filter(|until| Instant::now() < *until)
    }

    /// Returns the delay until the next fetch may start, if one must wait.
    pub(super) fn delay(&self) -> Option<Duration> {
        let delay = self.next_start?.saturating_duration_since(Instant::now());
        (!delay.is_zero()).then_some(delay)
    }

    /// Records the start of a fetch. Returns the URL of the key set, if the metadata is known.
    ///
    /// SECURITY: the fetch ends within `limit`, unless the thread of its runtime is blocked. One
    /// blocked thread must not stop the fetches of all others (S35).
    pub(super) fn start(&mut self, now: Timestamp, limit: Duration) -> Option<Uri> {
        self.started = self.started.saturating_add(1);
        self.running_until = Some(deadline(limit.saturating_mul(2)));
        self.pause(schedule::FLOOR);
        let is_recent =
            |read: Timestamp| read <= now && now < read.saturating_add(METADATA_LIFETIME);
        self.keys_url.as_ref().filter(|(_, read)| is_recent(*read)).map(|(url, _)| url.clone())
    }

    /// Records a fetch that brought keys.
    pub(super) fn succeed(&mut self, last: LastFetch, keys_url: Uri) {
        self.running_until = None;
        self.last_end = Some(Instant::now());
        self.good = self.started;
        self.failures = 0;
        self.error = None;
        self.last = Some(last);
        let read = self.keys_url.take().filter(|(known, _)| *known == keys_url);
        self.keys_url = Some((keys_url, read.map_or(last.started, |(_, read)| read)));
    }

    /// Records a fetch that failed. The next one reads the metadata again.
    pub(super) fn fail(&mut self, error: FetchError, random: u64) {
        self.running_until = None;
        self.failures = self.failures.saturating_add(1);
        self.keys_url = None;
        self.pause(schedule::pause(self.failures, error.retry_after(), random));
        self.error = Some(error);
    }

    /// Returns the times between which requests use the keys and no fetch is due.
    pub(super) fn in_use(&self, now: Timestamp, max_stale: Duration) -> (Timestamp, Timestamp) {
        let Some(last) = self.last else { return (Timestamp::MAX, Timestamp::MIN) };
        let (first, end) = schedule::fresh_between(last, max_stale);
        let next = now.saturating_add(self.delay().unwrap_or_default());
        let unusable = last.started.saturating_add(max_stale);
        (first, if self.failures == 0 { end } else { end.max(next).min(unusable) })
    }

    fn pause(&mut self, pause: Duration) {
        self.next_start = Instant::now().checked_add(pause);
    }
}
