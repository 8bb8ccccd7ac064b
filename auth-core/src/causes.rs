//! The causes that one `Auth` has logged. Each is logged once, for any number of requests.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tracing::{Level, event};

use crate::time::Timestamp;

/// The maximum number of stored causes.
///
/// SECURITY: a client that can invent causes would fill the memory and the log.
const MOST: usize = 1_024;

/// The time for which a recurring cause is not logged again.
const PAUSE: Duration = Duration::from_secs(60);

/// The logged causes, and the times of their last log lines.
#[derive(Debug, Default)]
pub(crate) struct Causes(Mutex<HashMap<(&'static str, Box<str>), Timestamp>>);

impl Causes {
    /// Returns whether `cause` is new. `detail` distinguishes causes of one kind: a policy, a
    /// network, an issuer.
    ///
    /// Returns `false` for every new cause after 1,024, and logs that limit once.
    pub(crate) fn is_first(&self, cause: &'static str, detail: &str) -> bool {
        self.is_logged_unless(cause, detail, Timestamp::from_secs(0), |_| true)
    }

    /// Returns whether `cause` was not logged in the last minute before `now`. The limit is that of
    /// [`is_first`](Self::is_first).
    pub(crate) fn is_due(&self, cause: &'static str, detail: &str, now: Timestamp) -> bool {
        // A clock that was set back suppresses no line.
        self.is_logged_unless(cause, detail, now, |last| {
            last <= now && now < last.saturating_add(PAUSE)
        })
    }

    fn is_logged_unless(
        &self,
        cause: &'static str,
        detail: &str,
        now: Timestamp,
        is_recent: impl FnOnce(Timestamp) -> bool,
    ) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (cause, Box::from(detail));
        let due = seen.get(&key).map_or(seen.len() < MOST, |last| !is_recent(*last));
        if due && seen.insert(key, now).is_none() && seen.len() == MOST {
            // Without this line, a suppressed alarm would look like the absence of a cause.
            event!(
                target: "auth_core",
                Level::WARN,
                cause,
                most = MOST,
                "the limit of logged causes is reached, and further ones are not logged: look for \
                 causes that clients invent"
            );
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_first_with_a_cause_met_before_returns_false() {
        let causes = Causes::default();
        assert!(
            causes.is_first("a", "x") && causes.is_first("a", "y") && causes.is_first("b", "x")
        );
        assert!(!causes.is_first("a", "x") && !causes.is_first("b", "x"));
    }

    #[test]
    fn is_due_once_a_minute_and_after_a_clock_set_back() {
        let causes = Causes::default();
        let is_due = |second| causes.is_due("a", "x", Timestamp::from_secs(second));
        let due = [(0, true), (59, false), (60, true), (119, false), (30, true), (31, false)];
        for (second, expected) in due {
            assert_eq!(is_due(second), expected, "{second}");
        }
    }

    #[test]
    fn is_first_with_too_many_causes_returns_false() {
        let causes = Causes::default();
        let first = (0..5_000).filter(|number| causes.is_first("a", &number.to_string())).count();
        assert_eq!(first, MOST);
    }
}
