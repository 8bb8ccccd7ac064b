//! The rejections of one request: logged in one line when it ends, and kept for its response.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::StatusCode;

use crate::policy::rule::NamedRule;
use crate::rejection::Rejection;
use crate::rejection::log::{self, LoggedRejection};
use crate::rejection::observe;
use crate::request::target::Target;

/// The rejections of one request.
//
// SECURITY: a request has one line at `INFO`, however many decisions it causes: a client cannot
// fill the log with a batch.
#[derive(Default)]
pub(crate) struct RejectionLog {
    state: Mutex<State>,
    handed_over: AtomicBool,
}

#[derive(Default)]
struct State {
    /// The last rejection, which ends the request.
    rejected: Option<LoggedRejection>,
    /// `true` until the last rejection is logged.
    pending: bool,
    /// The last rejection by a policy that is not enforced.
    observed: Option<LoggedRejection>,
    /// The number of rejections.
    count: usize,
    /// `true` if the request has its line.
    logged: bool,
    /// `true` if the request has ended.
    ended: bool,
}

impl RejectionLog {
    /// Records a rejection. It is logged when the request ends.
    pub(crate) fn record(
        &self,
        rejection: Rejection,
        policy: Option<NamedRule>,
        target: Target<'_>,
    ) -> Rejection {
        observe::rejected(&rejection, policy, Some(target), true);
        log::unavailable(&rejection);
        let kept = LoggedRejection::new(&rejection, policy, target, true);
        let mut state = self.state();
        let repeated = state.rejected.as_ref().is_some_and(|earlier| earlier.is_as(&kept));
        if !repeated || self.were_handed_over() {
            state.count = state.count.saturating_add(1);
        }
        let was_pending = std::mem::replace(&mut state.pending, true);
        let earlier = state.rejected.replace(kept);
        if let Some(earlier) =
            earlier.filter(|_| was_pending && (!repeated || self.were_handed_over()))
        {
            earlier.log_as_detail();
        }
        Self::log_after_the_end(state);
        rejection
    }

    /// Keeps the rejection of a request that may go on without an identity. It is logged if it
    /// becomes the response. An earlier rejection stays.
    pub(crate) fn defer(&self, rejection: &Rejection, target: Target<'_>) {
        let mut state = self.state();
        if state.rejected.is_none() {
            let mut kept = LoggedRejection::new(rejection, None, target, true);
            kept.optional = true;
            state.rejected = Some(kept);
            state.pending = true;
        }
    }

    /// Keeps a rejection that was logged when it was made, unless it is one of the request's own.
    pub(crate) fn adopt(&self, rejection: &Rejection) {
        let kept = LoggedRejection::new(rejection, None, Target::new("", None, ""), true);
        let mut state = self.state();
        if state.rejected.as_ref().is_some_and(|own| own.rejection.policy() == rejection.policy()) {
            return;
        }
        let was_pending = std::mem::take(&mut state.pending);
        if let Some(earlier) = state.rejected.replace(kept).filter(|_| was_pending) {
            earlier.log_as_detail();
        }
    }

    /// Records a rejection by a policy that is not enforced.
    pub(crate) fn observe(&self, rejection: &Rejection, policy: NamedRule, target: Target<'_>) {
        observe::rejected(rejection, Some(policy), Some(target), false);
        let mut state = self.state();
        if let Some(earlier) =
            state.observed.replace(LoggedRejection::new(rejection, Some(policy), target, false))
        {
            earlier.log_as_detail();
        }
        Self::log_after_the_end(state);
    }

    /// Logs the rejections when the response is known.
    pub(crate) fn end(&self, outcome: End) {
        let mut state = self.state();
        state.ended = true;
        state.log(outcome);
    }

    /// Logs at once after the response: a connection may outlive it.
    fn log_after_the_end(mut state: MutexGuard<'_, State>) {
        if state.ended {
            state.log(End::Unknown);
        }
    }

    /// Returns the last rejection.
    pub(crate) fn last(&self) -> Option<LoggedRejection> {
        self.state().rejected.clone()
    }

    /// Notes that a function of the application returns a rejection and may respond in its own way,
    /// with the error of a tool for example.
    pub(crate) fn hand_over(&self) {
        self.handed_over.store(true, Ordering::Relaxed);
    }

    /// Returns whether another response than the rejection may be meant.
    pub(crate) fn were_handed_over(&self) -> bool {
        self.handed_over.load(Ordering::Relaxed)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The end of a request with rejections.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum End {
    /// The response is the last rejection.
    Refused,
    /// The response is no rejection, and has this status.
    Other(StatusCode),
    /// There is no response, or the application responds to a rejection in its own way.
    Unknown,
}

impl End {
    fn other_status(self) -> Option<StatusCode> {
        if let Self::Other(status) = self { Some(status) } else { None }
    }
}

impl State {
    fn log(&mut self, outcome: End) {
        let pending = std::mem::take(&mut self.pending);
        let rejected = self.rejected.as_ref().filter(|_| pending);
        let observed = self.observed.take();
        // A rejection that is not enforced is a detail of a request with one that is.
        let (Some(line), detail) = (match (rejected, &observed) {
            (None, observed) => (observed.as_ref(), None),
            (rejected, observed) => (rejected, observed.as_ref()),
        }) else {
            return;
        };
        if let Some(detail) = detail {
            detail.log_as_detail();
        }
        if line.optional && outcome != End::Refused {
            // No request was rejected: it went on without an identity.
            return;
        }
        if line.optional {
            observe::rejected(&line.rejection, line.policy, Some(line.target()), true);
            log::unavailable(&line.rejection);
        }
        if self.logged {
            line.log_as_detail();
        } else {
            self.logged = true;
            let count = (self.count > 1).then_some(self.count);
            line.log(count, outcome.other_status());
        }
    }
}

/// Logs the line of a request without a response: the client went away, or a handler panicked.
impl Drop for RejectionLog {
    fn drop(&mut self) {
        self.state().log(End::Unknown);
    }
}
