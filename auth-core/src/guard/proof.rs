//! Proofs: the decisions that a handler can receive.

use std::sync::Arc;

use crate::guard::arrived_request::ArrivedRequest;
use crate::guard::evidence::{self, Evidence};
use crate::guard::open_decision::OpenDecision;
use crate::policy::Policy;
use crate::policy::facts::Facts;
use crate::policy::rule::NamedRule;
use crate::rejection::Rejection;
use crate::rejection::auth_context::AuthContext;
use crate::rejection::reason::UnauthorizedReason;

/// A decision that a handler can receive: [`Guard`](crate::Guard),
/// [`ReportOnly`](crate::guard::ReportOnly) or [`PendingGuard`](crate::guard::PendingGuard).
///
/// It is sealed: no other type can stand for a decision.
pub trait Proof: Sealed {}

impl<T: Sealed> Proof for T {}

/// The conversion of a verdict to the argument of a handler.
#[expect(private_interfaces, reason = "only this crate converts a verdict")]
pub trait Sealed: Sized {
    /// The type of the policy.
    type Policy: Policy;

    /// The policy that is decided.
    const POLICY: NamedRule;

    /// True if a rejection ends the request.
    const IS_ENFORCED: bool = true;

    /// Converts a verdict.
    ///
    /// # Errors
    ///
    /// The rejection, if the policy is enforced.
    fn from_verdict(verdict: Verdict) -> Result<Self, Rejection>;

    /// Returns whether the decision is complete: no check of the handler follows.
    fn is_final(&self) -> bool {
        true
    }
}

/// The result of a decision.
pub(crate) enum Verdict {
    Allowed(Evidence),
    /// The decision depends on checks of the handler.
    Open(Box<OpenDecision>),
    Rejected(Rejection),
}

impl Verdict {
    /// Decides `policy` on `facts`. A rejection is not yet recorded.
    ///
    /// `request` is called only for a decision that depends on checks of the handler.
    pub(crate) fn new(
        policy: NamedRule,
        facts: &Facts<'_>,
        context: &Arc<AuthContext>,
        request: impl FnOnce() -> Option<ArrivedRequest>,
    ) -> Self {
        match (evidence::decide(policy, facts, context), facts.identity()) {
            (Ok(Some(evidence)), _) => Self::Allowed(evidence),
            (Ok(None), Some(identity)) => {
                Self::Open(Box::new(OpenDecision::new(policy, identity, facts, context, request())))
            }
            // SECURITY: no check is made for an anonymous request. An undecided rule is denied.
            (Ok(None), None) => {
                Self::Rejected(Rejection::unauthorized(UnauthorizedReason::NoCredentials, context))
            }
            (Err(rejection), _) => Self::Rejected(rejection),
        }
    }

    /// Replaces the rejection.
    pub(crate) fn map_rejection(self, record: impl FnOnce(Rejection) -> Rejection) -> Self {
        match self {
            Self::Rejected(rejection) => Self::Rejected(record(rejection)),
            Self::Allowed(_) | Self::Open(_) => self,
        }
    }
}
