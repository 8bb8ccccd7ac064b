//! A rule that hangs on the handler's own checks: what is known before the handler runs, and the way from there to a decision.

use std::error::Error;
use std::fmt;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::sync::Arc;

use http::request::Parts;

use crate::guard::{Evidence, Guard, Settled, refuse, report_unknown_user, settle};
use crate::identity::Identity;
use crate::policy::decision::{first_open_check, is_user};
use crate::policy::facts::Facts;
use crate::policy::rule::NamedRule;
use crate::policy::{Policy, named_with_checks};
use crate::rejection::Rejection;
use crate::rejection::auth_context::AuthContext;
use crate::rejection::log;
use crate::rejection::reason::{UnauthorizedReason, UnavailableReason};
use crate::rejection::rejection_log::RejectionLog;
use crate::request::path::PathParameters;
use crate::request::target::OwnedTarget;
use crate::time::Timestamp;

/// What a `check(…)` comes to: whether it holds, or that nobody can tell.
pub type Answer = Result<bool, Box<dyn Error + Send + Sync>>;

/// The argument of a handler under `#[require(…, check(…))]`: policy `P` is not lost yet, and may hang on what the handler checks once
/// its other arguments are known.
///
/// Whoever is refused whatever the checks say never gets this far. It is no [`Guard`] and becomes one only by the final decision,
/// [`settle`](Self::settle), which the attribute writes in front of the handler's body. [`Identity::pending`] makes one for a test
/// that calls the handler directly: see [`CheckedResponse`](crate::guard::CheckedResponse).
///
/// ```compile_fail,E0308
/// use auth_core::{Guard, Policy};
/// use auth_core::guard::PendingGuard;
///
/// fn convert<P: Policy>(undecided: PendingGuard<P>) -> Guard<P> {
///     undecided
/// }
/// ```
///
/// A rule with `check(…)` makes no `Guard` without its handler:
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
    progress: Progress,
    policy: PhantomData<fn(P) -> P>,
}

/// How far the decision has come.
pub(crate) enum Progress {
    /// The rule holds whatever the checks say.
    Won(Evidence),
    Open(Box<Open>),
}

/// A rule that hangs on checks, and everything else that it is decided on.
pub(crate) struct Open {
    identity: Identity,
    address: Option<IpAddr>,
    now: Option<Timestamp>,
    path: Option<PathParameters>,
    user_issuer: Option<Box<str>>,
    /// What the checks came to, in the order of the rule, as far as they were made.
    checks: Vec<Option<bool>>,
    /// Why one of them could not tell.
    error: Option<Arc<dyn Error + Send + Sync>>,
    space: Arc<AuthContext>,
    /// The request that it is decided for; none where it is decided on facts.
    arrived: Option<Arrived>,
}

/// What the log tells of a request that is refused.
pub(crate) struct Arrived {
    pub(crate) target: OwnedTarget,
    pub(crate) peer_is_known: bool,
    pub(crate) refusals: Arc<RejectionLog>,
    /// The request, where `on_rejection` will ask for it.
    pub(crate) request: Option<Arc<Parts>>,
}

impl Progress {
    /// For a rule that is undecided on `facts`, of which the caller is one.
    pub(crate) fn open(
        policy: NamedRule,
        facts: &Facts<'_>,
        space: &Arc<AuthContext>,
        arrived: Option<Arrived>,
    ) -> Result<Self, Rejection> {
        // SECURITY: no check is made for nobody.
        let Some(identity) = facts.identity() else {
            return Err(Rejection::unauthorized(UnauthorizedReason::NoCredentials, space));
        };
        Ok(Self::Open(Box::new(Open {
            identity: identity.clone(),
            address: facts.address(),
            now: facts.now(),
            path: facts.path().filter(|_| policy.asks.path).cloned(),
            user_issuer: facts.user_issuer().map(Box::from),
            checks: vec![None; policy.rule.checks()],
            error: None,
            space: Arc::clone(space),
            arrived,
        })))
    }
}

impl Open {
    fn facts(&self) -> Facts<'_> {
        let mut facts = Facts::of(&self.identity).with_checks(&self.checks);
        if let Some(address) = self.address {
            facts = facts.with_address(address);
        }
        if let Some(now) = self.now {
            facts = facts.with_now(now);
        }
        if let Some(path) = &self.path {
            facts = facts.with_path(path);
        }
        if let Some(issuer) = &self.user_issuer {
            facts = facts.with_user_issuer(issuer);
        }
        facts
    }

    fn asks(&self, policy: NamedRule, index: usize) -> Option<&Identity> {
        let first = first_open_check(policy.rule, &self.facts())?;
        (self.error.is_none() && first.index == index).then_some(&self.identity)
    }

    fn answer(&mut self, policy: NamedRule, index: usize, answer: Answer) {
        if self.asks(policy, index).is_none() {
            return;
        }
        match (answer, self.checks.get_mut(index)) {
            (Ok(holds), Some(check)) => *check = Some(holds),
            (Ok(_), None) => {}
            (Err(error), _) => self.error = Some(Arc::from(error)),
        }
    }

    fn settle(mut self, policy: NamedRule) -> Result<Evidence, Rejection> {
        let rejection = match self.error.take() {
            // SECURITY: a check that failed neither holds nor does not; what else might still let the caller in is not tried.
            Some(error) => Rejection::unavailable(UnavailableReason::Check(error), &self.space),
            None => match settle(policy, &self.facts()) {
                Settled::Allowed(evidence) => return Ok(evidence),
                Settled::Denied(denial) => refuse(policy, denial, &self.facts(), &self.space),
                Settled::Undecided => {
                    let reason = UnavailableReason::Check(Arc::from(Box::from("it was not made")));
                    Rejection::unavailable(reason, &self.space)
                }
            },
        };
        let Some(Arrived { target, peer_is_known, refusals, request }) = &self.arrived else {
            let rejection = rejection.of(policy, None);
            log::refused(&rejection, policy);
            return Err(rejection);
        };
        let target = target.as_target();
        log::unmeetable(policy, &rejection, (self.path.as_ref(), *peer_is_known), target);
        Err(refusals.record(rejection.of(policy, request.clone()), Some(policy), target))
    }
}

impl<P: Policy> PendingGuard<P> {
    pub(crate) const fn new(progress: Progress) -> Self {
        Self { progress, policy: PhantomData }
    }

    /// Who is calling, if the decision hangs on the check that stands at `index` in the rule, counted from 0: then it is to be made,
    /// and [answered](Self::answer), before the next one.
    #[must_use]
    pub fn asks(&self, index: usize) -> Option<&Identity> {
        let Progress::Open(open) = &self.progress else { return None };
        open.asks(const { named_with_checks::<P>() }, index)
    }

    /// Returns `subject` for a check that names it: the caller's subject, if the caller is one of the application's users, as in rules.
    /// For other callers such a check does not hold.
    // SECURITY: a subject alone is that of any issuer: a partner's `alice` would be taken for the user `alice` (S40).
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        let Progress::Open(open) = &self.progress else { return None };
        let facts = open.facts();
        if is_user(&open.identity, &facts) {
            return Some(open.identity.subject());
        }
        report_unknown_user(const { named_with_checks::<P>() }, &facts, &open.space);
        None
    }

    /// Takes what the check at `index` came to. An error ends all others: nobody can tell, and the request is refused with 503.
    ///
    /// A check that is not [asked](Self::asks) for changes nothing.
    pub fn answer(&mut self, index: usize, answer: Answer) {
        if let Progress::Open(open) = &mut self.progress {
            open.answer(const { named_with_checks::<P>() }, index, answer);
        }
    }

    /// The final decision.
    ///
    /// # Errors
    ///
    /// The [`Rejection`] to answer with: a check that does not hold counts as what no new token of this caller brings; one that
    /// failed, or that the rule hangs on and nobody made, is a 503. It is logged when the
    /// request ends, or at once where there is no request.
    pub fn settle(self) -> Result<Guard<P>, Rejection> {
        let policy = const { named_with_checks::<P>() };
        let evidence = match self.progress {
            Progress::Won(evidence) => evidence,
            Progress::Open(open) => open.settle(policy)?,
        };
        Ok(Guard::assertion(evidence))
    }
}

impl<P: Policy> fmt::Debug for PendingGuard<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The policy's name only: handlers are traced with their arguments.
        write!(f, "PendingGuard<{}>", crate::policy::name::of::<P>())
    }
}

impl Facts<'_> {
    /// Decides policy `P` on these facts, as far as it can be decided before a handler makes its own checks.
    ///
    /// # Errors
    ///
    /// The [`Rejection`] to answer with, if the rule is lost whatever the checks say, or the caller is not known: as
    /// [`check`](Self::check) says.
    pub fn pending<P: Policy>(&self) -> Result<PendingGuard<P>, Rejection> {
        let policy = const { named_with_checks::<P>() };
        let (facts, space) = self.completed(policy);
        let progress = match settle(policy, &facts) {
            Settled::Allowed(evidence) => Ok(Progress::Won(evidence)),
            Settled::Denied(denial) => Err(refuse(policy, denial, &facts, space)),
            Settled::Undecided => Progress::open(policy, &facts, space, None),
        };
        progress.map(PendingGuard::new).map_err(|rejection| {
            let rejection = rejection.of(policy, None);
            log::refused(&rejection, policy);
            rejection
        })
    }
}

impl Identity {
    /// Begins the decision of policy `P` for this caller: for tests that call a handler with `check(…)` directly. An example stands
    /// at [`CheckedResponse`](crate::guard::CheckedResponse).
    ///
    /// # Errors
    ///
    /// The [`Rejection`] to answer with, if the rule is lost whatever the checks say.
    pub fn pending<P: Policy>(&self) -> Result<PendingGuard<P>, Rejection> {
        Facts::of(self).pending()
    }
}

#[cfg(test)]
mod tests;
