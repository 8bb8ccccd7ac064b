//! Decisions on facts, outside of a request.

use std::sync::Arc;

use crate::guard::Guard;
use crate::guard::evidence;
use crate::guard::pending::PendingGuard;
use crate::guard::proof::{Proof, Verdict};
use crate::guard::report_only::ReportOnly;
use crate::identity::Identity;
use crate::policy::facts::Facts;
#[cfg(auth_core_mutants)]
use crate::policy::mutants;
use crate::policy::rule::NamedRule;
use crate::policy::{Policy, named};
use crate::rejection::Rejection;
use crate::rejection::auth_context::AuthContext;
use crate::rejection::{log, mistakes, observe};

impl<'a> Facts<'a> {
    /// Decides policy `P` on these facts, and logs a rejection.
    ///
    /// If the facts have no time or no issuer of users, those of the [`Auth`](crate::Auth) that
    /// authenticated the caller count, or else the system clock. To ask without a rejection, call
    /// [`allows`](Self::allows).
    ///
    /// # Errors
    ///
    /// The [`Rejection`] to respond with. It is a 401 for facts without credentials. For facts
    /// whose credentials were not verified, it is a 401 unless the rule denies every caller.
    pub fn check<P: Policy>(&self) -> Result<Guard<P>, Rejection> {
        self.decide()
    }

    /// Decides policy `P` on these facts, as far as possible before a handler makes its own checks.
    ///
    /// # Errors
    ///
    /// The [`Rejection`] to respond with, as for [`check`](Self::check), if the checks cannot
    /// change the decision or the caller is not known.
    pub fn pending<P: Policy>(&self) -> Result<PendingGuard<P>, Rejection> {
        self.decide()
    }

    /// Decides policy `P` on these facts, and logs the rejection of an enforced policy.
    ///
    /// # Errors
    ///
    /// Never returns an error: `report_only` lets every caller pass. Generated code handles the
    /// result like that of [`check`](Self::check).
    #[doc(hidden)]
    pub fn observe<P: Policy>(&self) -> Result<ReportOnly<P>, Rejection> {
        self.decide()
    }

    /// Decides a policy on these facts, and returns the argument of a handler that it guards:
    /// [`Guard`], [`ReportOnly`] or [`PendingGuard`]. Logs a rejection.
    ///
    /// # Errors
    ///
    /// As for [`check`](Self::check). [`ReportOnly`] has no error.
    pub fn decide<T: Proof>(&self) -> Result<T, Rejection> {
        let policy = const { T::POLICY };
        #[cfg(auth_core_mutants)]
        let policy = if T::IS_ENFORCED { mutants::in_force(policy) } else { policy };
        let (facts, context) = self.completed(policy);
        if !T::IS_ENFORCED {
            mistakes::not_enforced(policy, None, context);
        }
        let verdict = Verdict::new(policy, &facts, context, || None);
        if let Verdict::Allowed(evidence) = &verdict {
            observe::allowed(policy, evidence.identity(), None, T::IS_ENFORCED, context);
        }
        T::from_verdict(verdict.map_rejection(|rejection| {
            let rejection = rejection.of(policy, None);
            observe::rejected(&rejection, Some(policy), None, T::IS_ENFORCED);
            log::decided_without_request(&rejection, policy, T::IS_ENFORCED);
            rejection
        }))
    }

    /// Returns whether policy `P` allows these facts. Logs no rejection.
    #[must_use]
    pub fn allows<P: Policy>(&self) -> bool {
        let policy = const { named::<P>() };
        #[cfg(auth_core_mutants)]
        let policy = mutants::in_force(policy);
        let (facts, context) = self.completed(policy);
        matches!(evidence::decide(policy, &facts, context), Ok(Some(_)))
    }

    /// Adds the time and the issuer of users that the rule needs, and returns the context of the
    /// `Auth` that they come from.
    fn completed(&self, policy: NamedRule) -> (Self, &'a Arc<AuthContext>) {
        let context = AuthContext::of(self.identity());
        let mut facts = *self;
        if policy.inputs.time && facts.now().is_none() {
            facts = facts.with_now(context.now());
        }
        if let (None, Some(issuer)) = (facts.user_issuer(), &context.user_issuer) {
            facts = facts.with_user_issuer(issuer);
        }
        (facts, context)
    }
}

impl Identity {
    /// Decides policy `P` for this caller, and logs a rejection.
    ///
    /// For functions that are no handlers, and for tests that call a guarded handler directly
    /// (`delete_user(admin.check()?, …)`). To ask without a rejection, call
    /// [`allows`](Self::allows).
    ///
    /// # Errors
    ///
    /// The [`Rejection`] to respond with. The [`Auth`](crate::Auth) that authenticated the caller
    /// determines its response.
    ///
    /// ```
    /// use auth_core::{Identity, Policy};
    /// use auth_core::policy::Rule;
    ///
    /// struct Admins;
    ///
    /// impl Policy for Admins {
    ///     const RULE: Rule = Rule::role("admin");
    /// }
    ///
    /// let alice = Identity::builder("https://issuer.example", "alice").build()?;
    /// let rejection = alice.check::<Admins>().unwrap_err();
    /// assert_eq!(rejection.status(), 403);
    /// assert_eq!(rejection.denial().unwrap().to_string(), r#"role = "admin""#);
    /// # Ok::<(), auth_core::identity::IdentityError>(())
    /// ```
    pub fn check<P: Policy>(&self) -> Result<Guard<P>, Rejection> {
        Facts::of(self).decide()
    }

    /// Decides policy `P` for this caller, as far as possible before a handler makes its checks.
    ///
    /// For tests that call a handler with `check(…)` directly: see
    /// [`CheckedResponse`](crate::guard::CheckedResponse) for an example.
    ///
    /// # Errors
    ///
    /// The [`Rejection`] to respond with, if the checks cannot change the decision.
    pub fn pending<P: Policy>(&self) -> Result<PendingGuard<P>, Rejection> {
        Facts::of(self).decide()
    }

    /// Returns whether policy `P` allows this caller, to show or hide a button for example. Logs no
    /// rejection.
    ///
    /// ```
    /// use auth_core::{Identity, Policy};
    /// use auth_core::policy::Rule;
    ///
    /// struct Admins;
    ///
    /// impl Policy for Admins {
    ///     const RULE: Rule = Rule::role("admin");
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
    use crate::policy::{Comparison, Operand, Operator, Rule};
    use crate::request::PathParameters;

    use super::*;

    struct Own;

    impl Policy for Own {
        const RULE: Rule = Rule::any(&[
            Rule::role("admin"),
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
