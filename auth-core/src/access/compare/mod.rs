//! The difference of two rules: which callers one of them allows and the other one rejects.

mod axis;
mod candidates;
mod diagram;
mod draft;
mod example;
mod fact;
mod search;
mod smallest;
mod space;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt::{self, Display, Formatter};

use crate::access::compare::search::Found;
use crate::access::compare::space::Space;
use crate::policy::{Requirement, Rule};

#[cfg(feature = "testing")]
pub(crate) use self::draft::{Draft, ISSUER};
pub use self::example::Example;
pub(crate) use self::smallest::Opened;

/// The meaning of a change of a rule, or of the list of routes.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Meaning {
    /// Some callers are let in now, and others no longer.
    BothWays,
    /// The rules are too large, or differ in checks or in comparisons of two values of a request.
    CannotTell,
    /// More callers are let in.
    Loosened,
    /// The route is new.
    New,
    /// The route is gone.
    Removed,
    /// Both rules let in the same callers.
    Same,
    /// Fewer callers are let in.
    Tightened,
}

impl Display for Meaning {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BothWays => "BOTH WAYS",
            Self::CannotTell => "CANNOT TELL",
            Self::Loosened => "LOOSENED",
            Self::New => "NEW",
            Self::Removed => "REMOVED",
            Self::Same => "SAME",
            Self::Tightened => "TIGHTENED",
        })
    }
}

/// The difference of an old and a new rule, with an example caller for each direction.
///
/// Exact for grants, typed values, issuers, numbers, texts, lists, networks, `acr` and `max_age`.
/// The expression of a `check(…)` is opaque: equal texts have equal results. A hierarchy that an
/// `Auth` registers is no part of a rule and does not count.
///
/// ```
/// use auth_core::access::{Difference, Meaning};
/// use auth_core::policy::Rule;
///
/// let old: Rule = r#"any(role = "admin", all(role = "editor", scope = "posts:write"))"#.parse()?;
/// let new: Rule = r#"role = "admin" | "editor""#.parse()?;
/// let difference = Difference::between(&old, &new);
/// assert_eq!(difference.meaning(), Meaning::Loosened);
/// assert_eq!(
///     difference.to_string(),
///     r#"LOOSENED; now allowed: a caller with role "editor""#
/// );
/// # Ok::<(), auth_core::access::RuleError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Difference {
    meaning: Meaning,
    allowed: Option<Box<Example>>,
    rejected: Option<Box<Example>>,
}

impl Difference {
    /// Compares two rules.
    #[must_use]
    pub fn between(old: &Rule, new: &Rule) -> Self {
        Self::of(&[*old], &[*new])
    }

    /// Compares two lists of rules that must all hold.
    pub(crate) fn of(old: &[Rule], new: &[Rule]) -> Self {
        let mut space = Space::of(old, new);
        let [old_checks, new_checks] = [old, new].map(checks);
        let only = |own: &[&'static str], others: &[&'static str]| -> Vec<&'static str> {
            own.iter().copied().filter(|text| !others.contains(text)).collect()
        };
        let only_old = only(&old_checks, &new_checks);
        let only_new = only(&new_checks, &old_checks);
        // One check may be the other one in other words. A difference counts that is there for all
        // results of both.
        let is_opaque = !only_old.is_empty() && !only_new.is_empty();
        let mut search = |(allowing, own): (&[Rule], &[_]),
                          (rejecting, others): (&[Rule], &[_])| {
            let free = HashMap::new();
            let nodes = (space.all(allowing, &free), space.all(rejecting, &free));
            let found = space.search((allowing, nodes.0), (rejecting, nodes.1), &free);
            if matches!(found, Found::None) || !is_opaque {
                return found;
            }
            let worst = own.iter().map(|text| (*text, false));
            let worst = worst.chain(others.iter().map(|text| (*text, true))).collect();
            let nodes = (space.all(allowing, &worst), space.all(rejecting, &worst));
            match space.search((allowing, nodes.0), (rejecting, nodes.1), &worst) {
                Found::None => Found::Unknown,
                found => found,
            }
        };
        let allowed = search((new, &only_new), (old, &only_old));
        let rejected = search((old, &only_old), (new, &only_new));
        let meaning = match (&allowed, &rejected) {
            _ if space.is_full() => Meaning::CannotTell,
            (Found::Unknown, _) | (_, Found::Unknown) => Meaning::CannotTell,
            (Found::None, Found::None) => Meaning::Same,
            (Found::Example(_), Found::None) => Meaning::Loosened,
            (Found::None, Found::Example(_)) => Meaning::Tightened,
            (Found::Example(_), Found::Example(_)) => Meaning::BothWays,
        };
        Self { meaning, allowed: allowed.example(), rejected: rejected.example() }
    }

    /// Returns the meaning of the change.
    #[must_use]
    pub const fn meaning(&self) -> Meaning {
        self.meaning
    }

    /// Returns a request that the old rule rejects and the new rule allows.
    #[must_use]
    pub fn now_allowed(&self) -> Option<&Example> {
        self.allowed.as_deref()
    }

    /// Returns a request that the old rule allows and the new rule rejects.
    #[must_use]
    pub fn now_rejected(&self) -> Option<&Example> {
        self.rejected.as_deref()
    }
}

impl Display for Difference {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.meaning.fmt(f)?;
        if let Some(example) = self.now_allowed() {
            write!(f, "; now allowed: {example}")?;
        }
        if let Some(example) = self.now_rejected() {
            write!(f, "; now rejected: {example}")?;
        }
        Ok(())
    }
}

impl Found {
    fn example(self) -> Option<Box<Example>> {
        match self {
            Self::Example(example) => Some(example),
            Self::None | Self::Unknown => None,
        }
    }
}

/// Returns the expressions of all checks.
fn checks(rules: &[Rule]) -> Vec<&'static str> {
    let mut texts = Vec::new();
    for rule in rules {
        rule.each_requirement(&mut |requirement| {
            if let Requirement::Check(check) = requirement {
                texts.push(check.text);
            }
        });
    }
    texts
}
