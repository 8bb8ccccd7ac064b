//! What one request was refused: logged in one line when the request ends, and remembered for whoever completes the answer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::StatusCode;
use tracing::Span;

use crate::policy::rule::NamedRule;
use crate::rejection::Rejection;
use crate::rejection::log;
use crate::request::target::{OwnedTarget, Target};

/// What one request was refused.
///
/// SECURITY: a request has one line at `INFO`, however many decisions it causes: a client cannot fill the log with a batch.
#[derive(Default)]
pub(crate) struct RejectionLog {
    state: Mutex<State>,
    handed_over: AtomicBool,
}

#[derive(Default)]
struct State {
    /// The last refusal, which is the one that ends a request.
    refused: Option<LoggedRejection>,
    /// Whether the last refusal is still to be logged.
    pending: bool,
    /// The last refusal by a rule that is not enforced.
    observed: Option<LoggedRejection>,
    /// How many refusals were recorded.
    count: usize,
    /// Whether the request has its line.
    logged: bool,
    /// Whether the request has ended.
    ended: bool,
}

/// A refusal, as it went to the request's handler or past it.
#[derive(Clone)]
pub(crate) struct LoggedRejection {
    pub(crate) rejection: Rejection,
    pub(crate) policy: Option<NamedRule>,
    pub(crate) target: OwnedTarget,
    pub(crate) enforced: bool,
    /// Whether the request may go on without: it only asked who is calling, if anybody.
    pub(crate) optional: bool,
    /// Where the refusal was made, so that its line stands in the request's own span.
    span: Span,
}

impl RejectionLog {
    /// Remembers a refusal, which is logged when the request ends.
    pub(crate) fn record(
        &self,
        rejection: Rejection,
        policy: Option<NamedRule>,
        target: Target<'_>,
    ) -> Rejection {
        log::unavailable(&rejection);
        let kept = LoggedRejection::new(&rejection, policy, target, true);
        let mut state = self.state();
        let repeated = state.refused.as_ref().is_some_and(|earlier| earlier.is_as(&kept));
        if !repeated || self.were_handed_over() {
            state.count = state.count.saturating_add(1);
        }
        let was_pending = std::mem::replace(&mut state.pending, true);
        let earlier = state.refused.replace(kept);
        if let Some(earlier) =
            earlier.filter(|_| was_pending && (!repeated || self.were_handed_over()))
        {
            earlier.log_as_detail();
        }
        Self::log_after_the_end(state);
        rejection
    }

    /// Remembers what a request is refused that may go on without: it is logged if it becomes the answer. An earlier refusal stays.
    pub(crate) fn defer(&self, rejection: &Rejection, target: Target<'_>) {
        let mut state = self.state();
        if state.refused.is_none() {
            state.refused = Some(LoggedRejection {
                optional: true,
                ..LoggedRejection::new(rejection, None, target, true)
            });
            state.pending = true;
        }
    }

    /// Remembers a rejection that was logged where it was made, unless it is one of the request's own.
    pub(crate) fn adopt(&self, rejection: &Rejection) {
        let kept = LoggedRejection::new(rejection, None, Target { method: "", route: "" }, true);
        let mut state = self.state();
        if state.refused.as_ref().is_some_and(|own| own.rejection.policy() == rejection.policy()) {
            return;
        }
        let was_pending = std::mem::take(&mut state.pending);
        if let Some(earlier) = state.refused.replace(kept).filter(|_| was_pending) {
            earlier.log_as_detail();
        }
    }

    /// Remembers what would have been refused.
    pub(crate) fn observe(&self, rejection: &Rejection, policy: NamedRule, target: Target<'_>) {
        let mut state = self.state();
        if let Some(earlier) =
            state.observed.replace(LoggedRejection::new(rejection, Some(policy), target, false))
        {
            earlier.log_as_detail();
        }
        Self::log_after_the_end(state);
    }

    /// Logs what was refused, once it is known what became of it.
    pub(crate) fn end(&self, outcome: End) {
        let mut state = self.state();
        state.ended = true;
        state.log(outcome);
    }

    /// A connection outlives its response: decisions on it are logged at once.
    fn log_after_the_end(mut state: MutexGuard<'_, State>) {
        if state.ended {
            state.log(End::Unknown);
        }
    }

    /// What was refused last.
    pub(crate) fn last(&self) -> Option<LoggedRejection> {
        self.state().refused.clone()
    }

    /// Says that a function of the application's has a refusal as its result, and answers in its own way: with a tool's error, say.
    pub(crate) fn hand_over(&self) {
        self.handed_over.store(true, Ordering::Relaxed);
    }

    /// Whether another answer than the refusal may be meant.
    pub(crate) fn were_handed_over(&self) -> bool {
        self.handed_over.load(Ordering::Relaxed)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What became of the refusals of a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum End {
    /// The response is the last refusal.
    Refused,
    /// The response is none, and has this status.
    Other(StatusCode),
    /// There is no response, or one that the application makes of a refusal in its own way.
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
        let refused = self.refused.as_ref().filter(|_| pending);
        let observed = self.observed.take();
        // What would have been refused is a detail of a request that was refused.
        let (Some(line), detail) = (match (refused, &observed) {
            (None, observed) => (observed.as_ref(), None),
            (refused, observed) => (refused, observed.as_ref()),
        }) else {
            return;
        };
        if let Some(detail) = detail {
            detail.log_as_detail();
        }
        if line.optional && outcome != End::Refused {
            // Nothing was refused: the request went on without.
            return;
        }
        if line.optional {
            log::unavailable(&line.rejection);
        }
        if self.logged {
            line.log_as_detail();
        } else {
            self.logged = true;
            let count = (self.count > 1).then_some(self.count);
            line.span.in_scope(|| log::line(line, count, outcome.other_status()));
        }
    }
}

impl LoggedRejection {
    fn new(
        rejection: &Rejection,
        policy: Option<NamedRule>,
        target: Target<'_>,
        enforced: bool,
    ) -> Self {
        // A request's extensions hold its session, and that holds this.
        let rejection = rejection.clone().without_request();
        let (target, span) = (target.to_owned(), Span::current());
        Self { rejection, policy, target, enforced, optional: false, span }
    }

    /// Whether another refusal is the same, asked for a second time.
    fn is_as(&self, other: &Self) -> bool {
        let name = |refusal: &Self| refusal.policy.map_or("", |policy| (policy.name)());
        // Bad credentials are the same refusal, whatever they were asked for.
        let same = name(self) == name(other) || self.rejection.identity().is_none();
        same && self.rejection.code() == other.rejection.code()
    }

    fn log_as_detail(&self) {
        self.span.in_scope(|| log::detail(self));
    }
}

/// A request that ends without a response has its line all the same: the client went away, or a handler panicked.
impl Drop for RejectionLog {
    fn drop(&mut self) {
        self.state().log(End::Unknown);
    }
}
