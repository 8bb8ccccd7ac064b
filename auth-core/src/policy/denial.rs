//! What was missing: the cheapest set of unmet requirements, for logs, tests and the choice of the answer.

use std::fmt;

use crate::identity::grants::GrantKind;
use crate::policy::decision::{Truth, holds};
use crate::policy::facts::Facts;
use crate::policy::grant_value::{GrantValue, Variants};
use crate::policy::requirement::{Leaf, Remedy, Requirement, Values, is_scope_token};
use crate::policy::rule::{Node, Rule};

/// What was missing for a rule to hold: the cheapest way in that was closed.
///
/// What no new token of this user brings (a role, permission, group, claim, path, issuer or address) weighs most, then logging in
/// again, then scopes. Ties go to a `check(…)` that failed, then to what was written first. A `check(…)` that was not made is not counted as missing. A requirement that stands in several places counts in each. It is for
/// logs and tests. A response names the scopes and the [step-up](Self::step_up) at most.
///
/// ```
/// use auth_core::Identity;
/// use auth_core::policy::{Decision, Facts, Rule};
///
/// const RULE: Rule = Rule::any(&[Rule::role(&["admin"]), Rule::scope(&["posts:write"])]);
/// let alice = Identity::builder("https://issuer.example", "alice").build()?;
/// let Decision::Denied(denial) = RULE.decide(&Facts::of(&alice)) else { unreachable!() };
/// assert_eq!(denial.to_string(), r#"scope = "posts:write""#);
/// # Ok::<(), auth_core::identity::IdentityError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Denial(Box<Details>);

#[derive(Clone, Debug)]
struct Details {
    unmet: Vec<Requirement>,
    scopes: Vec<&'static str>,
    step_up: StepUp,
    remedy: Remedy,
}

/// How the caller would have to log in again ([RFC 9470 §3](https://www.rfc-editor.org/rfc/rfc9470#section-3)).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct StepUp {
    /// One of these authentication context classes, in the order of the rule; none if the rule does not ask for one.
    pub acr_values: Vec<&'static str>,
    /// At most so many seconds ago.
    pub max_age: Option<u64>,
}

impl Denial {
    /// The unmet requirements of the cheapest way in, in the order of the rule.
    #[must_use]
    pub fn unmet(&self) -> &[Requirement] {
        &self.0.unmet
    }

    pub(crate) fn of(rule: &Rule, facts: &Facts<'_>) -> Self {
        let mut found = Vec::new();
        let cost = cheapest(rule, facts, &mut found);
        let scopes = found.iter().filter_map(|found| found.scope).collect();
        let unmet: Vec<_> =
            found.iter().filter(|found| !found.met).map(|found| Requirement(found.leaf)).collect();
        Self(Box::new(Details {
            step_up: StepUp::of(&unmet),
            unmet,
            scopes,
            remedy: cost.remedy(),
        }))
    }

    pub(crate) fn remedy(&self) -> Remedy {
        self.0.remedy
    }

    /// How the caller would have to log in again, if that would let them in (with the [scopes](Self::required_scopes), where the
    /// rule asks for some).
    #[must_use]
    pub fn step_up(&self) -> Option<&StepUp> {
        (self.0.remedy == Remedy::StepUp).then_some(&self.0.step_up)
    }

    /// The scopes of the cheapest way in, if a token with all of them (and the [step-up](Self::step_up), where one is needed) would
    /// let this caller in: those that the token has already
    /// are among them ([RFC 6750 §3.1](https://www.rfc-editor.org/rfc/rfc6750#section-3.1)), each once, in the order of the rule.
    #[must_use]
    pub fn required_scopes(&self) -> Option<Vec<&'static str>> {
        if self.0.remedy == Remedy::None {
            return None;
        }
        let mut scopes = Vec::with_capacity(self.0.scopes.len());
        for scope in &self.0.scopes {
            if is_scope_token(scope) && !scopes.contains(scope) {
                scopes.push(*scope);
            }
        }
        Some(scopes)
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, requirement) in self.0.unmet.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            requirement.fmt(f)?;
        }
        Ok(())
    }
}

impl StepUp {
    fn of(unmet: &[Requirement]) -> Self {
        let mut step_up = Self::default();
        for Requirement(leaf) in unmet {
            match leaf {
                Leaf::Acr(classes) => {
                    for class in *classes {
                        if !step_up.acr_values.contains(class) {
                            step_up.acr_values.push(class);
                        }
                    }
                }
                Leaf::MaxAge(seconds) => {
                    step_up.max_age =
                        Some(step_up.max_age.map_or(*seconds, |least| least.min(*seconds)));
                }
                _ => {}
            }
        }
        step_up
    }
}

/// What is missing on one way in, by what would help. Compared in this order.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
struct Cost {
    nothing_helps: usize,
    step_up: usize,
    scopes: usize,
    /// How many of those that nothing helps are no check that failed. A check is made late: where one failed, that way came
    /// closest, and a programmer looks for the check.
    other_than_checks: usize,
}

impl Cost {
    fn of(leaf: &Leaf) -> Self {
        let mut cost = Self::default();
        match leaf.remedy() {
            Remedy::None => {
                cost.nothing_helps = 1;
                cost.other_than_checks = usize::from(!matches!(leaf, Leaf::Check(_)));
            }
            Remedy::Scopes => cost.scopes = 1,
            Remedy::StepUp => cost.step_up = 1,
        }
        cost
    }

    fn plus(self, other: Self) -> Self {
        Self {
            nothing_helps: self.nothing_helps.saturating_add(other.nothing_helps),
            step_up: self.step_up.saturating_add(other.step_up),
            scopes: self.scopes.saturating_add(other.scopes),
            other_than_checks: self.other_than_checks.saturating_add(other.other_than_checks),
        }
    }

    fn remedy(self) -> Remedy {
        match self {
            Self { nothing_helps: 0, step_up: 0, .. } => Remedy::Scopes,
            Self { nothing_helps: 0, .. } => Remedy::StepUp,
            _ => Remedy::None,
        }
    }
}

/// One leaf on the cheapest way in.
struct Found {
    leaf: Leaf,
    met: bool,
    scope: Option<&'static str>,
}

/// Appends the leaves of the cheapest way through `rule` to `found`, and says what is missing on it.
fn cheapest(rule: &Rule, facts: &Facts<'_>, found: &mut Vec<Found>) -> Cost {
    match rule.node() {
        Node::All([]) => cheapest_leaf(&Leaf::Empty("all"), facts, found),
        Node::Any([]) => cheapest_leaf(&Leaf::Empty("any"), facts, found),
        Node::All(rules) => {
            rules.iter().fold(Cost::default(), |sum, rule| sum.plus(cheapest(rule, facts, found)))
        }
        Node::Any(rules) => cheapest_of(rules, facts, found),
        Node::Leaf(leaf) => cheapest_leaf(&leaf, facts, found),
        Node::Named(named) => cheapest(named.rule, facts, found),
    }
}

fn cheapest_of(rules: &[Rule], facts: &Facts<'_>, found: &mut Vec<Found>) -> Cost {
    let start = found.len();
    let mut best: Option<Cost> = None;
    for rule in rules {
        let end = found.len();
        let cost = cheapest(rule, facts, found);
        // Ties go to what was written first.
        if best.is_none_or(|best| cost < best) {
            found.drain(start..end);
            best = Some(cost);
        } else {
            found.truncate(end);
        }
    }
    best.unwrap_or_default()
}

fn cheapest_leaf(leaf: &Leaf, facts: &Facts<'_>, found: &mut Vec<Found>) -> Cost {
    let met = match holds(leaf, facts) {
        Truth::No => false,
        // Nobody knows that it is missing: it was not made, because the rest of the rule was lost already.
        Truth::Unknown => matches!(leaf, Leaf::Check(_)),
        Truth::Yes => true,
    };
    found.push(Found { leaf: *leaf, met, scope: scope(leaf, facts) });
    if met { Cost::default() } else { Cost::of(leaf) }
}

/// The scope that a requirement stands for: the first one that the token has, else the first one written.
fn scope(leaf: &Leaf, facts: &Facts<'_>) -> Option<&'static str> {
    let Leaf::Grant(GrantKind::Scope, values) = leaf else { return None };
    let held = |name: &&'static str| {
        facts.identity().is_some_and(|identity| identity.has(GrantKind::Scope, name))
    };
    match values {
        Values::One(name) => Some(*name),
        Values::Texts(names) => names.iter().copied().find(held).or(names.first().copied()),
        Values::Typed(values) => values
            .iter()
            .flat_map(GrantValue::names)
            .find(held)
            .or(values.first().map(GrantValue::name)),
        Values::Variant(place, variants) => {
            let value = Variants::find(GrantKind::Scope, *place, *variants)?;
            value.names().find(held).or(Some(value.name()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Identity;
    use crate::policy::Decision;

    fn denied(rule: Rule, grants: &[(&str, &str)]) -> (Remedy, String, String) {
        let mut identity = Identity::builder("i", "alice");
        for (kind, name) in grants {
            identity = match *kind {
                "role" => identity.role(*name),
                "scope" => identity.scope(*name),
                _ => unreachable!(),
            };
        }
        let identity = identity.build().unwrap();
        let Decision::Denied(denial) = rule.decide(&Facts::of(&identity)) else {
            panic!("{rule} is allowed")
        };
        (
            denial.remedy(),
            denial.to_string(),
            denial.required_scopes().unwrap_or_default().join(" "),
        )
    }

    const ADMIN: Rule = Rule::role(&["admin"]);
    const EDITOR: Rule = Rule::role(&["editor"]);
    const READ: Rule = Rule::scope(&["read"]);
    const WRITE: Rule = Rule::scope(&["write"]);

    #[test]
    fn what_no_new_token_brings_weighs_most() {
        let rule = rule!(Rule::any(&[ADMIN, Rule::all(&[READ, WRITE])]));
        assert_eq!(
            denied(rule, &[]),
            (Remedy::Scopes, r#"scope = "read", scope = "write""#.into(), "read write".into())
        );
        let rule =
            rule!(Rule::any(&[Rule::all(&[ADMIN, EDITOR]), Rule::all(&[EDITOR, READ, WRITE])]));
        assert_eq!(denied(rule, &[]).1, r#"role = "editor", scope = "read", scope = "write""#);
    }

    #[test]
    fn ties_go_to_what_was_written_first() {
        assert_eq!(denied(rule!(Rule::any(&[READ, WRITE])), &[]).2, "read");
        assert_eq!(denied(rule!(Rule::any(&[WRITE, READ])), &[]).2, "write");
        assert_eq!(denied(Rule::scope(&["a", "b"]), &[]).2, "a");
    }

    #[test]
    fn s11_held_scopes_of_the_branch_are_named_too() {
        let rule =
            rule!(Rule::all(&[READ, Rule::any(&[ADMIN, WRITE]), Rule::scope(&["c", "read"])]));
        assert_eq!(denied(rule, &[("scope", "read")]).2, "read write");
    }

    #[test]
    fn scopes_do_not_help_where_a_role_is_missing_too() {
        let rule = rule!(Rule::all(&[EDITOR, WRITE]));
        assert_eq!(denied(rule, &[]).0, Remedy::None);
        assert_eq!(denied(rule, &[("role", "editor")]).0, Remedy::Scopes);
    }
}
