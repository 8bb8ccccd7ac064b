//! Guards: the arguments by which a handler receives a decision.

use std::fmt;
use std::marker::PhantomData;

use crate::guard::evidence::Evidence;
use crate::guard::proof::{Sealed, Verdict};
use crate::identity::Identity;
use crate::policy::rule::NamedRule;
use crate::policy::{Policy, named};
use crate::rejection::Rejection;

pub(crate) mod arrived_request;
pub(crate) mod checked_response;
pub(crate) mod evidence;
pub(crate) mod expiry;
mod explain;
mod facts;
pub(crate) mod mark;
pub(crate) mod open_decision;
pub(crate) mod pending;
pub(crate) mod proof;
pub(crate) mod public;
pub(crate) mod report_only;
pub(crate) mod stacked;

pub use self::checked_response::CheckedResponse;
pub use self::expiry::Expired;
pub use self::pending::PendingGuard;
pub use self::proof::Proof;
pub use self::public::{Public, PublicReason};
pub use self::report_only::ReportOnly;

/// The proof that policy `P` was decided in the caller's favour.
///
/// Only an allowed decision makes one. It cannot be built, cloned or converted to the proof of
/// another policy. A function that takes a `Guard<CanPublish>` or a `&Guard<CanPublish>` can be
/// called only after the policy was decided.
///
/// ```
/// use auth_core::{Guard, Identity, Policy};
/// use auth_core::policy::Rule;
///
/// struct CanPublish;
///
/// impl Policy for CanPublish {
///     const RULE: Rule = Rule::role("editor");
/// }
///
/// fn publish(proof: &Guard<CanPublish>) -> String {
///     let editor = proof.identity().map_or("anonymous", Identity::subject);
///     format!("published by {editor}")
/// }
///
/// let alice = Identity::builder("https://issuer.example", "alice").role("editor").build()?;
/// assert_eq!(publish(&alice.check()?), "published by alice");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// ```compile_fail,E0451
/// use auth_core::{Guard, Policy};
/// use auth_core::policy::Rule;
///
/// struct CanPublish;
///
/// impl Policy for CanPublish {
///     const RULE: Rule = Rule::role("editor");
/// }
///
/// let forged = Guard::<CanPublish> { evidence: panic!(), policy: std::marker::PhantomData };
/// ```
///
/// ```compile_fail,E0308
/// use auth_core::{Guard, Policy};
/// use auth_core::policy::Rule;
/// # struct CanPublish;
/// # impl Policy for CanPublish { const RULE: Rule = Rule::role("editor"); }
/// # struct CanRead;
/// # impl Policy for CanRead { const RULE: Rule = Rule::authenticated(); }
///
/// fn convert(weak: Guard<CanRead>) -> Guard<CanPublish> {
///     weak
/// }
/// ```
pub struct Guard<P: Policy> {
    evidence: Evidence,
    // `fn(P) -> P` makes the proof invariant in the policy, and `Send` for every policy.
    policy: PhantomData<fn(P) -> P>,
}

impl<P: Policy> Guard<P> {
    /// Returns the caller. It is `None` only if the rule allowed a request without credentials.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        self.evidence.identity()
    }

    /// Returns the text of a path parameter that the rule names, as the rule compared it. Returns
    /// `None` for a parameter that the rule does not name.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<&str> {
        self.evidence.path()?.get(name).ok()
    }

    fn new(evidence: Evidence) -> Self {
        Self { evidence, policy: PhantomData }
    }
}

#[expect(private_interfaces, reason = "only this crate converts a verdict")]
impl<P: Policy> Sealed for Guard<P> {
    type Policy = P;

    const POLICY: NamedRule = named::<P>();

    fn from_verdict(verdict: Verdict) -> Result<Self, Rejection> {
        match verdict {
            Verdict::Allowed(evidence) => Ok(Self::new(evidence)),
            // SECURITY: a policy with checks makes no `Guard` here. Settled without them: 503.
            Verdict::Open(open) => open.settle().map(Self::new),
            Verdict::Rejected(rejection) => Err(rejection),
        }
    }
}

impl<P: Policy> fmt::Debug for Guard<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Handlers are traced with their arguments: only the name of the policy is printed.
        write!(f, "Guard<{}>", crate::policy::name::public(P::name()))
    }
}
