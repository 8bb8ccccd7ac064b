//! The mark that guards leave on a request, for `withhold_unguarded`.

use std::sync::atomic::{AtomicU8, Ordering};

use http::StatusCode;

/// A guard denied the request.
const DENIED: u8 = 1;
/// A function of the application responds to the denial.
const HANDED_OVER: u8 = 2;
/// A guard allowed or reported the request, or the handler is public.
const PASSED: u8 = 4;

/// The mark that guards leave on a request. Without a guard, there is none.
#[derive(Debug, Default)]
pub(crate) struct Mark(AtomicU8);

impl Mark {
    /// Marks a request that a guard allowed or reported, or that reached a public handler.
    pub(crate) fn pass(&self) {
        // A store is cheaper than `fetch_or`, and this bit needs no other one.
        self.0.store(PASSED, Ordering::Relaxed);
    }

    /// Marks a request that a guard denied.
    pub(crate) fn deny(&self) {
        self.0.fetch_or(DENIED, Ordering::Relaxed);
    }

    /// Marks a request whose denial a function of the application turns into its response.
    pub(crate) fn hand_over(&self) {
        self.0.fetch_or(HANDED_OVER, Ordering::Relaxed);
    }

    /// Removes all marks.
    #[cfg(feature = "rocket")]
    pub(crate) fn clear(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// Returns whether the application may send a success or a redirect with this status.
    ///
    /// SECURITY: a denial alone does not count. A handler with an `Option<Guard<_>>` runs after it.
    /// A redirect in its place, to the login say, is deliberate, and so is the error of a tool
    /// after `from = …`.
    pub(crate) fn lets_out(&self, status: StatusCode) -> bool {
        let bits = self.0.load(Ordering::Relaxed);
        bits & PASSED != 0
            || (bits & DENIED != 0 && (bits & HANDED_OVER != 0 || status.is_redirection()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(leave: impl Fn(&Mark)) -> [bool; 2] {
        let mark = Mark::default();
        leave(&mark);
        [StatusCode::OK, StatusCode::SEE_OTHER].map(|status| mark.lets_out(status))
    }

    #[test]
    fn request_without_a_decision_lets_no_response_out() {
        assert_eq!(outcome(|_| {}), [false, false]);
        assert_eq!(outcome(Mark::hand_over), [false, false]);
    }

    #[test]
    fn passed_request_lets_each_response_out() {
        assert_eq!(outcome(Mark::pass), [true, true]);
        let denied_later = |mark: &Mark| {
            mark.pass();
            mark.deny();
        };
        assert_eq!(outcome(denied_later), [true, true]);
        let denied_before = |mark: &Mark| {
            mark.deny();
            mark.pass();
        };
        assert_eq!(outcome(denied_before), [true, true]);
    }

    #[test]
    fn denied_request_lets_only_a_redirect_out() {
        assert_eq!(outcome(Mark::deny), [false, true]);
    }

    #[test]
    fn denial_that_is_handed_over_lets_each_response_out() {
        let handed_over = |mark: &Mark| {
            mark.deny();
            mark.hand_over();
        };
        assert_eq!(outcome(handed_over), [true, true]);
    }
}
