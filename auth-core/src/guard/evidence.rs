//! The evidence that a policy allows a request, and the one function that makes it.

use std::sync::Arc;

use crate::guard::explain;
use crate::identity::Identity;
use crate::policy::decision::Decision;
use crate::policy::facts::{Caller, Facts};
#[cfg(auth_core_mutants)]
use crate::policy::mutants;
use crate::policy::requirement::Requirement;
use crate::policy::rule::NamedRule;
use crate::rejection::Rejection;
use crate::rejection::auth_context::AuthContext;
use crate::rejection::reason::UnauthorizedReason;
use crate::request::path::PathParameters;

/// The evidence that a policy allows a request. Each `Guard` holds one.
//
// SECURITY: the fields are private to this file. Only `decide` makes an `Evidence`.
pub(crate) struct Evidence {
    identity: Option<Identity>,
    path: Option<Box<PathParameters>>,
}

impl Evidence {
    /// Returns the caller. It is `None` only for a request without credentials.
    pub(crate) const fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// Returns the path parameters that the rule names.
    pub(crate) fn path(&self) -> Option<&PathParameters> {
        self.path.as_deref()
    }
}

/// Decides `policy` on `facts`. Returns `None` if the rule is undecided.
///
/// # Errors
///
/// The rejection of a denied request, not yet recorded.
pub(crate) fn decide(
    policy: NamedRule,
    facts: &Facts<'_>,
    context: &Arc<AuthContext>,
) -> Result<Option<Evidence>, Rejection> {
    let evidence = || {
        let path = facts.path().filter(|_| policy.inputs.path);
        Evidence {
            identity: facts.identity().cloned(),
            path: path.map(|path| Box::new(named_parameters(policy, path))),
        }
    };
    // `cargo auth-mutants` opens the guard, in a build of its own.
    #[cfg(auth_core_mutants)]
    if mutants::opens(policy) {
        return Ok(Some(evidence()));
    }
    match policy.rule.decide(facts) {
        Decision::Allowed => Ok(Some(evidence())),
        Decision::Undecided => Ok(None),
        Decision::Denied(denial) => {
            explain::log_causes(policy, facts, context);
            Err(match facts.caller() {
                // The request has no credentials: the client may try again with some.
                Caller::Anonymous => {
                    Rejection::unauthorized(UnauthorizedReason::NoCredentials, context)
                }
                Caller::Known(_) | Caller::Unknown => {
                    Rejection::denied(denial, facts.identity(), context)
                }
            })
        }
    }
}

/// Returns the path parameters that the rule names.
fn named_parameters(policy: NamedRule, path: &PathParameters) -> PathParameters {
    let mut named = Vec::new();
    policy.rule.each_requirement(&mut |requirement| {
        let Requirement::Comparison(comparison) = requirement else { return };
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
