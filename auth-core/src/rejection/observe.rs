//! The one place that tells observers of decisions.

use crate::identity::Identity;
use crate::observer::{Decided, Outcome, Rejected};
use crate::policy::rule::NamedRule;
use crate::rejection::auth_context::AuthContext;
use crate::rejection::{Concealed, Rejection};
use crate::request::target::Target;

/// Tells the observers that `policy` allows a request. Without observers, there is no effect.
pub(crate) fn allowed(
    policy: NamedRule,
    identity: Option<&Identity>,
    target: Option<Target<'_>>,
    is_enforced: bool,
    context: &AuthContext,
) {
    if context.observers.is_empty() {
        return;
    }
    let decided = Decided {
        policy: Some(policy),
        is_enforced,
        identity,
        target,
        time: context.now(),
        rejected: None,
    };
    context.observers.tell(&decided, &context.causes);
}

/// Tells the observers of a rejection. Without observers, there is no effect.
///
/// `policy` is `None` if an `Identity` argument rejected the request.
pub(crate) fn rejected(
    rejection: &Rejection,
    policy: Option<NamedRule>,
    target: Option<Target<'_>>,
    is_enforced: bool,
) {
    // A request outside of every `Auth` has no context, and no observer.
    let Some(context) = rejection.context().filter(|context| !context.observers.is_empty()) else {
        return;
    };
    let Some(outcome) = outcome(rejection) else { return };
    let rejected = Rejected {
        outcome,
        status: rejection.status(),
        code: rejection.code(),
        denial: rejection.denial(),
        reason: rejection,
    };
    let decided = Decided {
        policy,
        is_enforced,
        identity: rejection.identity(),
        target,
        time: context.now(),
        rejected: Some(rejected),
    };
    context.observers.tell(&decided, &context.causes);
}

/// Returns the outcome that a rejection stands for; `None` for a request outside of every `Auth`.
fn outcome(rejection: &Rejection) -> Option<Outcome> {
    match rejection {
        Rejection::Concealed(Concealed { rejection }) => outcome(rejection),
        Rejection::Forbidden(_) => Some(Outcome::Forbidden),
        Rejection::Misconfigured(_) => None,
        Rejection::Unauthorized(_) => Some(Outcome::Unauthorized),
        Rejection::Unavailable(_) => Some(Outcome::Unavailable),
    }
}
