//! The decision of a rule on facts.

use crate::policy::denial::Denial;
use crate::policy::evaluate::{Truth, evaluate};
use crate::policy::facts::Facts;
use crate::policy::rule::Rule;

/// The result of a rule on the facts at hand.
///
/// ```
/// use auth_core::policy::{Decision, Facts, Rule};
///
/// let rule = Rule::authenticated();
/// assert!(matches!(rule.decide(&Facts::unauthenticated()), Decision::Undecided));
/// ```
#[derive(Clone, Debug)]
#[must_use = "a decision has no effect unless it is checked"]
pub enum Decision {
    /// The rule holds.
    Allowed,
    /// The rule does not hold. Lists the unmet requirements.
    Denied(Denial),
    /// The rule depends on facts that are not known yet.
    Undecided,
}

impl Rule {
    /// Decides this rule on `facts`. Allocates memory only for a denial.
    pub fn decide(&self, facts: &Facts<'_>) -> Decision {
        match evaluate(self, facts) {
            Truth::Yes => Decision::Allowed,
            Truth::No => Decision::Denied(Denial::of(self, facts)),
            Truth::Unknown => Decision::Undecided,
        }
    }
}
