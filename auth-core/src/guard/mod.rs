//! The proof that a policy was decided in the caller's favour, and the only way to come by one.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::identity::Identity;
use crate::policy::decision::Decision;
use crate::policy::denial::Denial;
use crate::policy::facts::{Caller, Facts};
use crate::policy::requirement::Leaf;
use crate::policy::rule::{NamedRule, Rule};
use crate::policy::{Policy, named};
use crate::rejection::Rejection;
use crate::rejection::auth_context::{AuthContext, Origin};
use crate::rejection::log;
use crate::rejection::reason::UnauthorizedReason;
use crate::request::path::PathParameters;

pub(crate) mod checked_response;
pub(crate) mod expiry;
pub(crate) mod overage;
pub(crate) mod pending;
pub(crate) mod public;
pub(crate) mod report_only;

pub use self::checked_response::CheckedResponse;
pub use self::expiry::Expired;
pub use self::pending::PendingGuard;
pub use self::public::{Public, PublicReason};
pub use self::report_only::ReportOnly;

/// The proof that policy `P` was decided in the caller's favour.
///
/// Only an allowed decision makes one: it cannot be built, cloned or turned into the proof of another policy. A function that
/// takes a `Guard<CanPublish>` or a `&Guard<CanPublish>` can only be called where the policy was decided.
///
/// ```
/// use auth_core::{Guard, Identity, Policy};
/// use auth_core::policy::Rule;
///
/// struct CanPublish;
///
/// impl Policy for CanPublish {
///     const RULE: Rule = Rule::role(&["editor"]);
/// }
///
/// fn publish(proof: &Guard<CanPublish>) -> String {
///     let editor = proof.identity().map_or("somebody", Identity::subject);
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
///     const RULE: Rule = Rule::role(&["editor"]);
/// }
///
/// let forged = Guard::<CanPublish> { evidence: panic!(), policy: std::marker::PhantomData };
/// ```
///
/// ```compile_fail,E0308
/// use auth_core::{Guard, Policy};
/// use auth_core::policy::Rule;
/// # struct CanPublish;
/// # impl Policy for CanPublish { const RULE: Rule = Rule::role(&["editor"]); }
/// # struct CanRead;
/// # impl Policy for CanRead { const RULE: Rule = Rule::authenticated(); }
///
/// fn convert(weak: Guard<CanRead>) -> Guard<CanPublish> {
///     weak
/// }
/// ```
pub struct Guard<P: Policy> {
    evidence: Evidence,
    // INVARIANT: `fn(P) -> P` makes the proof invariant in the policy, and sendable whatever the policy's type is.
    policy: PhantomData<fn(P) -> P>,
}

impl<P: Policy> Guard<P> {
    /// Who was let in; `None` only where the rule let in somebody who presented no credentials.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        self.evidence.identity.as_ref()
    }

    /// The text of a path parameter that the rule names: the text that was compared, if that part of the rule was needed. `None` for
    /// a parameter that the rule does not name.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<&str> {
        self.evidence.path.as_ref()?.get(name).ok()
    }

    pub(crate) fn assertion(evidence: Evidence) -> Self {
        Self { evidence, policy: PhantomData }
    }
}

impl<P: Policy> fmt::Debug for Guard<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The policy's name only: handlers are traced with their arguments.
        write!(f, "Guard<{}>", crate::policy::name::of::<P>())
    }
}

/// That a rule was decided in the caller's favour. Only [`settle`] makes one.
pub(crate) struct Evidence {
    identity: Option<Identity>,
    path: Option<Box<PathParameters>>,
}

impl Evidence {
    /// Whether who was let in presented no credentials.
    pub(crate) fn is_anonymous(&self) -> bool {
        self.identity.is_none()
    }
}

/// What became of a rule.
pub(crate) enum Settled {
    Allowed(Evidence),
    Denied(Denial),
    Undecided,
}

/// Decides a rule, and makes the evidence that it holds: the one place where a caller is let in.
pub(crate) fn settle(policy: NamedRule, facts: &Facts<'_>) -> Settled {
    match policy.rule.decide(facts) {
        Decision::Allowed => {
            let path = facts
                .path()
                .filter(|_| policy.asks.path)
                .map(|path| Box::new(named_in(policy, path)));
            Settled::Allowed(Evidence { identity: facts.identity().cloned(), path })
        }
        Decision::Denied(denial) => Settled::Denied(denial),
        Decision::Undecided => Settled::Undecided,
    }
}

/// The path parameters that the rule names.
fn named_in(policy: NamedRule, path: &PathParameters) -> PathParameters {
    let mut named = Vec::new();
    policy.rule.each_leaf(&mut |leaf| {
        let Leaf::Comparison(comparison) = leaf else { return };
        for name in comparison.path_names() {
            if let Ok(text) = path.get(name)
                && named.iter().all(|(earlier, _)| *earlier != name)
            {
                named.push((name, text));
            }
        }
    });
    PathParameters::new(named)
}

/// The answer to a caller whom a rule denies.
pub(crate) fn refuse(
    policy: NamedRule,
    denial: Denial,
    facts: &Facts<'_>,
    space: &Arc<AuthContext>,
) -> Rejection {
    if names_subject(policy.rule) {
        report_unknown_user(policy, facts, space);
    }
    if let Caller::Known(identity) = facts.caller() {
        overage::note(policy, identity, space);
    }
    match facts.caller() {
        // Credentials would be looked at now, and there are none: the caller may try again with some.
        Caller::Anonymous => Rejection::unauthorized(UnauthorizedReason::NoCredentials, space),
        Caller::Known(_) | Caller::Unknown => Rejection::denied(denial, facts.identity(), space),
    }
}

/// Logs once per issuer that nothing says whether its callers are users, if that is so.
pub(crate) fn report_unknown_user(policy: NamedRule, facts: &Facts<'_>, space: &AuthContext) {
    if let (Caller::Known(identity), None) = (facts.caller(), facts.user_issuer())
        && identity.user().is_none()
        && space.causes.is_first("user_issuer", identity.issuer())
    {
        log::no_user_issuer(policy, identity.issuer());
    }
}

fn names_subject(rule: &Rule) -> bool {
    let mut found = false;
    rule.each_leaf(&mut |leaf| {
        found |= matches!(leaf, Leaf::Comparison(comparison) if comparison.names_subject());
    });
    found
}

impl<'a> Facts<'a> {
    /// Decides policy `P` on these facts, and logs a refusal. Where the time or the users' issuer is not among them, those of
    /// the [`Auth`](crate::Auth) that authenticated the caller count, or else the system's clock.
    ///
    /// Code that only asks, and refuses nothing, calls [`allows`](Self::allows).
    ///
    /// # Errors
    ///
    /// The [`Rejection`] to answer with. For facts without credentials, that is a 401. For facts whose credentials
    /// were not looked at, it is a 401 unless the rule is lost whoever calls.
    pub fn check<P: Policy>(&self) -> Result<Guard<P>, Rejection> {
        let policy = const { named::<P>() };
        self.decide(policy)
            .map(Guard::assertion)
            .inspect_err(|rejection| log::refused(rejection, policy))
    }

    /// Returns whether policy `P` allows what these facts say. No rejection is logged.
    #[must_use]
    pub fn allows<P: Policy>(&self) -> bool {
        self.decide(const { named::<P>() }).is_ok()
    }

    pub(crate) fn decide(&self, policy: NamedRule) -> Result<Evidence, Rejection> {
        let (facts, space) = self.completed(policy);
        let rejection = match settle(policy, &facts) {
            Settled::Allowed(evidence) => return Ok(evidence),
            Settled::Denied(denial) => refuse(policy, denial, &facts, space),
            Settled::Undecided => Rejection::unauthorized(UnauthorizedReason::NoCredentials, space),
        };
        Err(rejection.of(policy, None))
    }

    /// With the time and the users' issuer, where the rule needs them, and the space to word a refusal in.
    pub(crate) fn completed(&self, policy: NamedRule) -> (Self, &'a Arc<AuthContext>) {
        let origin = self.identity().and_then(Identity::origin::<Origin>);
        let space = match origin {
            Some(Origin(space)) => space,
            None => AuthContext::default_space(),
        };
        let mut facts = *self;
        if policy.asks.time && facts.now().is_none() {
            facts = facts.with_now(space.now());
        }
        if let (None, Some(issuer)) = (facts.user_issuer(), &space.user_issuer) {
            facts = facts.with_user_issuer(issuer);
        }
        (facts, space)
    }
}

impl Identity {
    /// Decides policy `P` for this caller, and logs a refusal: for functions that are no handlers, and for tests that call a
    /// guarded handler directly (`delete_user(admin.check()?, …)`).
    ///
    /// Code that only asks, and refuses nothing, calls [`allows`](Self::allows).
    ///
    /// # Errors
    ///
    /// The [`Rejection`] to answer with, worded as the [`Auth`](crate::Auth) words it that authenticated the caller.
    ///
    /// ```
    /// use auth_core::{Identity, Policy};
    /// use auth_core::policy::Rule;
    ///
    /// struct Admins;
    ///
    /// impl Policy for Admins {
    ///     const RULE: Rule = Rule::role(&["admin"]);
    /// }
    ///
    /// let alice = Identity::builder("https://issuer.example", "alice").build()?;
    /// let rejection = alice.check::<Admins>().unwrap_err();
    /// assert_eq!(rejection.status(), 403);
    /// assert_eq!(rejection.denial().unwrap().to_string(), r#"role = "admin""#);
    /// # Ok::<(), auth_core::identity::IdentityError>(())
    /// ```
    pub fn check<P: Policy>(&self) -> Result<Guard<P>, Rejection> {
        Facts::of(self).check()
    }

    /// Returns whether policy `P` allows this caller in: for code that shows or hides a button, say. No rejection is logged.
    ///
    /// ```
    /// use auth_core::{Identity, Policy};
    /// use auth_core::policy::Rule;
    ///
    /// struct Admins;
    ///
    /// impl Policy for Admins {
    ///     const RULE: Rule = Rule::role(&["admin"]);
    /// }
    ///
    /// let alice = Identity::builder("https://issuer.example", "alice").role("admin").build()?;
    /// assert!(alice.allows::<Admins>());
    /// # Ok::<(), auth_core::identity::IdentityError>(())
    /// ```
    #[must_use]
    pub fn allows<P: Policy>(&self) -> bool {
        Facts::of(self).allows::<P>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Comparison, Operand, Operator};

    struct Own;

    impl Policy for Own {
        const RULE: Rule = Rule::any(&[
            Rule::one_role("admin"),
            Rule::compare(Comparison::new(
                Operand::Path("user"),
                Operator::Equal,
                Operand::Subject,
            )),
        ]);
    }

    #[test]
    fn guard_exposes_only_path_parameters_of_its_rule() {
        let alice = Identity::builder("issuer", "alice").as_user().build().unwrap();
        let path = PathParameters::new([("user", "alice"), ("post", "7")]);
        let guard = Facts::of(&alice).with_path(&path).check::<Own>().unwrap();
        assert_eq!((guard.path("user"), guard.path("post")), (Some("alice"), None));
        let other = PathParameters::new([("user", "bob")]);
        assert!(Facts::of(&alice).with_path(&other).check::<Own>().is_err());
        assert!(alice.check::<Own>().is_err());
    }
}
