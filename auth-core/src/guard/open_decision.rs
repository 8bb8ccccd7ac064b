//! A decision that depends on checks of the handler, with its other inputs.

use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;

use crate::guard::arrived_request::ArrivedRequest;
use crate::guard::evidence::{self, Evidence};
use crate::guard::explain;
use crate::identity::Identity;
use crate::policy::evaluate::{first_open_check, is_user};
use crate::policy::facts::Facts;
use crate::policy::rule::NamedRule;
use crate::rejection::Rejection;
use crate::rejection::auth_context::AuthContext;
use crate::rejection::reason::UnavailableReason;
use crate::rejection::{log, observe};
use crate::request::path::PathParameters;
use crate::time::Timestamp;

/// The result of a `check(…)`: whether it holds, or the error because of which it is unknown.
pub type Answer = Result<bool, Box<dyn Error + Send + Sync>>;

/// A decision that depends on checks of the handler, with its other inputs.
pub(crate) struct OpenDecision {
    policy: NamedRule,
    identity: Identity,
    address: Option<IpAddr>,
    now: Option<Timestamp>,
    path: Option<PathParameters>,
    user_issuer: Option<Box<str>>,
    /// The results of the checks made so far, in the order of the rule.
    checks: Vec<Option<bool>>,
    /// The error of the check that failed.
    error: Option<Box<dyn Error + Send + Sync>>,
    context: Arc<AuthContext>,
    /// The request; `None` for a decision on facts.
    request: Option<ArrivedRequest>,
}

impl OpenDecision {
    pub(crate) fn new(
        policy: NamedRule,
        identity: &Identity,
        facts: &Facts<'_>,
        context: &Arc<AuthContext>,
        request: Option<ArrivedRequest>,
    ) -> Self {
        Self {
            policy,
            identity: identity.clone(),
            address: facts.address(),
            now: facts.now(),
            path: facts.path().filter(|_| policy.inputs.path).cloned(),
            user_issuer: facts.user_issuer().map(Box::from),
            checks: vec![None; policy.inputs.checks],
            error: None,
            context: Arc::clone(context),
            request,
        }
    }

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

    /// Returns the caller, if the decision depends on the check at `index`.
    pub(crate) fn asks(&self, index: usize) -> Option<&Identity> {
        let first = first_open_check(self.policy.rule, &self.facts())?;
        (self.error.is_none() && first.index == index).then_some(&self.identity)
    }

    /// Stores the result of the check at `index`, if the decision depends on it.
    pub(crate) fn answer(&mut self, index: usize, answer: Answer) {
        if self.asks(index).is_none() {
            return;
        }
        match (answer, self.checks.get_mut(index)) {
            (Ok(holds), Some(check)) => *check = Some(holds),
            (Ok(_), None) => {}
            (Err(error), _) => self.error = Some(error),
        }
    }

    /// Returns the caller's subject, if the caller is one of the application's users.
    pub(crate) fn subject(&self) -> Option<&str> {
        let facts = self.facts();
        // SECURITY: a subject alone is that of any issuer: a partner's `alice` would pass for the
        // user `alice` (S40).
        if is_user(&self.identity, &facts) {
            return Some(self.identity.subject());
        }
        explain::log_unknown_user(self.policy, &facts, &self.context);
        None
    }

    /// Makes the final decision.
    ///
    /// # Errors
    ///
    /// The rejection, recorded.
    pub(crate) fn settle(mut self) -> Result<Evidence, Rejection> {
        // SECURITY: a failed check neither holds nor fails to hold. Other parts of the rule could
        // still allow the request, but are not tried.
        let unknown = match self.error.take() {
            Some(error) => error,
            None => match evidence::decide(self.policy, &self.facts(), &self.context) {
                Ok(Some(evidence)) => {
                    if let Some(request) = &self.request {
                        request.mark().pass();
                    }
                    let target = self.request.as_ref().map(ArrivedRequest::target);
                    let identity = evidence.identity();
                    observe::allowed(self.policy, identity, target, true, &self.context);
                    return Ok(evidence);
                }
                Ok(None) => "it was not made".into(),
                Err(rejection) => return Err(self.reject(rejection)),
            },
        };
        let reason = UnavailableReason::Check(Arc::from(unknown));
        Err(self.reject(Rejection::unavailable(reason, &self.context)))
    }

    fn reject(&self, rejection: Rejection) -> Rejection {
        if let Some(request) = &self.request {
            return request.reject(rejection, self.policy, self.path.as_ref());
        }
        let rejection = rejection.of(self.policy, None);
        observe::rejected(&rejection, Some(self.policy), None, true);
        log::decided_without_request(&rejection, self.policy, true);
        rejection
    }
}

#[cfg(test)]
mod tests;
