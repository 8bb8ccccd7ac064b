//! Decisions that end in the handler: rules with `check(…)`.

use std::fmt;
use std::marker::PhantomData;

use crate::guard::Guard;
use crate::guard::evidence::Evidence;
use crate::guard::open_decision::{Answer, OpenDecision};
use crate::guard::proof::{Sealed, Verdict};
use crate::identity::Identity;
use crate::policy::rule::NamedRule;
use crate::policy::{Policy, named_with_checks};
use crate::rejection::Rejection;

/// The argument of a handler under `#[require(…, check(…))]`: policy `P` may still depend on the
/// handler's checks.
///
/// A request that no check can let in never gets this far. A `PendingGuard` is no [`Guard`]. The
/// final decision, [`settle`](Self::settle), makes one; the attribute writes it in front of the
/// handler's body. [`Identity::pending`] makes one for a test that calls the handler directly: see
/// [`CheckedResponse`](crate::guard::CheckedResponse).
///
/// ```compile_fail,E0308
/// use auth_core::{Guard, Policy};
/// use auth_core::guard::PendingGuard;
///
/// fn convert<P: Policy>(pending: PendingGuard<P>) -> Guard<P> {
///     pending
/// }
/// ```
///
/// Without its handler, a rule with `check(…)` makes no `Guard`:
///
/// ```compile_fail,E0080
/// use auth_core::{Identity, require};
///
/// #[require(check(author == subject))]
/// fn edit(author: &str) {}
///
/// fn main() {
///     let alice = Identity::builder("https://issuer.example", "alice").build().unwrap();
///     let _ = alice.check::<__RequireEdit>();
/// }
/// ```
#[must_use = "a pending guard has no effect until it is decided"]
pub struct PendingGuard<P: Policy> {
    state: State,
    policy: PhantomData<fn(P) -> P>,
}

enum State {
    /// The rule holds; the checks cannot change it.
    Allowed(Evidence),
    Open(Box<OpenDecision>),
}

impl<P: Policy> PendingGuard<P> {
    /// Returns the caller, if the decision depends on the check at `index` in the rule (from 0).
    /// That check must be made and [answered](Self::answer) before the next one.
    #[must_use]
    pub fn asks(&self, index: usize) -> Option<&Identity> {
        let State::Open(open) = &self.state else { return None };
        open.asks(index)
    }

    /// Returns `subject` for a check that names it: the caller's subject, if the caller is one of
    /// the application's users, as in rules. For other callers such a check does not hold.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        let State::Open(open) = &self.state else { return None };
        open.subject()
    }

    /// Stores the result of the check at `index`. After an error, no other check is asked for and
    /// the request is rejected with 503.
    ///
    /// A check that is not [asked](Self::asks) for has no effect.
    pub fn answer(&mut self, index: usize, answer: Answer) {
        if let State::Open(open) = &mut self.state {
            open.answer(index, answer);
        }
    }

    /// Makes the final decision.
    ///
    /// # Errors
    ///
    /// The [`Rejection`] to respond with. A check that does not hold counts as a requirement that
    /// no new token of this caller meets. A check that failed, or that was needed and not made, is
    /// a
    /// 503. The rejection is logged when the request ends, or at once without a request.
    pub fn settle(self) -> Result<Guard<P>, Rejection> {
        let evidence = match self.state {
            State::Allowed(evidence) => evidence,
            State::Open(open) => open.settle()?,
        };
        Ok(Guard::new(evidence))
    }
}

#[expect(private_interfaces, reason = "only this crate converts a verdict")]
impl<P: Policy> Sealed for PendingGuard<P> {
    type Policy = P;

    const POLICY: NamedRule = named_with_checks::<P>();

    fn from_verdict(verdict: Verdict) -> Result<Self, Rejection> {
        let state = match verdict {
            Verdict::Allowed(evidence) => State::Allowed(evidence),
            Verdict::Open(open) => State::Open(open),
            Verdict::Rejected(rejection) => return Err(rejection),
        };
        Ok(Self { state, policy: PhantomData })
    }

    fn is_final(&self) -> bool {
        matches!(self.state, State::Allowed(_))
    }
}

impl<P: Policy> fmt::Debug for PendingGuard<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Handlers are traced with their arguments: only the name of the policy is printed.
        write!(f, "PendingGuard<{}>", crate::policy::name::public(P::name()))
    }
}
