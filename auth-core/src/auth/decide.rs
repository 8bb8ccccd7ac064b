//! The decision procedure for a request.

use crate::auth::authenticate::Outcome;
use crate::auth::extract::RequestAuth;
use crate::guard::proof::{Proof, Verdict};
use crate::policy::evaluate::{Truth, evaluate};
use crate::policy::facts::Caller;
#[cfg(auth_core_mutants)]
use crate::policy::mutants;
use crate::policy::rule::NamedRule;
use crate::rejection::{Rejection, mistakes, observe};
use crate::request::head::Head;
use crate::request::path::PathParameters;

/// Returns whether the policy of `T` compares path parameters.
pub(crate) const fn names_path<T: Proof>() -> bool {
    T::POLICY.inputs.path
}

impl<H: Head> RequestAuth<'_, H> {
    /// Decides the policy of `T` for this request, and returns the argument of the handler.
    ///
    /// `path` has the path parameters of the route. They are needed if the policy
    /// [names](names_path) any.
    ///
    /// # Errors
    ///
    /// The rejection, recorded for the log.
    pub(crate) async fn extract<T: Proof>(
        self,
        path: Option<&PathParameters>,
    ) -> Result<T, Rejection> {
        T::from_verdict(self.decide(const { T::POLICY }, T::IS_ENFORCED, path).await?)
    }

    /// Decides `policy` for this request, in the six steps of docs/architecture.md.
    ///
    /// # Errors
    ///
    /// The rejection of a request outside of every `Auth`, which counts also if the policy is not
    /// enforced.
    async fn decide(
        self,
        policy: NamedRule,
        is_enforced: bool,
        path: Option<&PathParameters>,
    ) -> Result<Verdict, Rejection> {
        // 1. Find the `Auth`. A request outside of every `Auth` is rejected: 500.
        let Some(state) = self.state else { return Err(self.no_auth(Some(policy))) };
        let context = &state.config().context;
        #[cfg(auth_core_mutants)]
        let policy = if is_enforced { mutants::in_force(policy) } else { policy };
        if !is_enforced {
            mistakes::not_enforced(policy, Some(self.target), context);
        }
        let record = |rejection| {
            if is_enforced {
                state.reject(rejection, policy, path, self.asked())
            } else {
                state.report(rejection, policy, path, self.asked())
            }
        };

        // 2. Evaluate with the caller unknown, if the rule compares the address or the path. A rule
        //    that is lost now is lost for every caller. If it holds, only a request without
        //    credentials is allowed now: presented credentials must be good.
        let mut facts = state.facts(policy, path);
        let by_request = if policy.inputs.before_authentication {
            evaluate(policy.rule, &facts)
        } else {
            Truth::Unknown
        };
        let is_decided = match by_request {
            Truth::No => true,
            Truth::Yes => state.presents_nothing(),
            Truth::Unknown => false,
        };

        // 3. Authenticate, once for each request. Bad credentials are rejected.
        if !is_decided {
            facts = match state.authenticated().await {
                Outcome::Anonymous => facts.with_caller(Caller::Anonymous),
                Outcome::Known { identity, now } => {
                    facts.with_caller(Caller::Known(identity)).with_now(*now)
                }
                Outcome::Rejected(rejection) => {
                    return Ok(Verdict::Rejected(record(Rejection::clone(rejection))));
                }
            };
        }

        // 4. Evaluate with the caller.
        let arrived = || Some(state.arrived(self.asked()));
        let verdict = Verdict::new(policy, &facts, context, arrived);

        // 5. An allowed decision, and one that depends on `check(…)`, reaches the handler.
        if let Verdict::Allowed(evidence) = &verdict {
            state.note_allowed(evidence);
            let identity = evidence.identity();
            observe::allowed(policy, identity, Some(self.target), is_enforced, context);
        }

        // 6. A denied decision is a rejection. It is recorded here once, and logged at the end.
        Ok(verdict.map_rejection(record))
    }
}
