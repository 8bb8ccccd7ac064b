//! The denial of a rule: the cheapest set of unmet requirements, for logs, tests and responses.

use std::fmt;

use crate::identity::grants::GrantKind;
use crate::policy::evaluate::{Truth, holds};
use crate::policy::facts::Facts;
use crate::policy::grant_value::GrantValue;
use crate::policy::requirement::{Grant, Remedy, Requirement};
use crate::policy::rule::Rule;
use crate::policy::validate::is_scope_token;

/// The smallest set of unmet requirements that would have satisfied the rule.
///
/// The costs of two sets are compared in this order:
///
/// 1. requirements that no new token of this user meets: a role, permission, group, claim, path
///    parameter, issuer or address;
/// 2. a new login;
/// 3. scopes;
/// 4. with equal costs, a failed `check(…)` comes first, then the order of the rule.
///
/// A `check(…)` that was not evaluated is not unmet. A duplicate requirement counts twice.
/// A denial is for logs and tests: a response names at most the scopes and the
/// [step-up](Self::step_up).
///
/// ```
/// use auth_core::Identity;
/// use auth_core::policy::{Decision, Facts, Rule};
///
/// const RULE: Rule = Rule::any(&[Rule::role("admin"), Rule::scope("posts:write")]);
/// let alice = Identity::builder("https://issuer.example", "alice").build()?;
/// let Decision::Denied(denial) = RULE.decide(&Facts::of(&alice)) else { unreachable!() };
/// assert_eq!(denial.to_string(), r#"scope = "posts:write""#);
/// # Ok::<(), auth_core::identity::IdentityError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Denial(Box<Details>);

#[derive(Clone, Debug)]
struct Details {
    rule: Rule,
    /// The truth of each requirement of the rule, in its order.
    truths: Vec<Truth>,
    unmet: Vec<Requirement>,
    scopes: Vec<&'static str>,
    step_up: StepUp,
    remedy: Remedy,
}

/// A stronger or newer login that would meet the rule
/// ([RFC 9470 §3](https://www.rfc-editor.org/rfc/rfc9470#section-3)).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct StepUp {
    /// Accepted authentication context classes, in the order of the rule. Empty if the rule accepts
    /// all of them.
    pub acr_values: Vec<&'static str>,
    /// Maximum age of the login in seconds.
    pub max_age: Option<u64>,
}

impl Denial {
    /// Returns the unmet requirements, in the order of the rule.
    #[must_use]
    pub fn unmet(&self) -> &[Requirement] {
        &self.0.unmet
    }

    pub(crate) fn of(rule: &Rule, facts: &Facts<'_>) -> Self {
        let mut search = Search { facts, found: Vec::new(), truths: Vec::new() };
        let cost = search.cheapest(rule);
        let Search { found, truths, .. } = search;
        let scopes = found.iter().filter_map(|found| found.scope).collect();
        let unmet: Vec<_> =
            found.iter().filter(|found| !found.met).map(|found| found.requirement).collect();
        Self(Box::new(Details {
            rule: *rule,
            truths,
            step_up: StepUp::of(&unmet),
            unmet,
            scopes,
            remedy: cost.remedy(),
        }))
    }

    /// Returns the rule, and the truth of each of its requirements, in its order.
    pub(crate) fn truths(&self) -> (&Rule, &[Truth]) {
        (&self.0.rule, &self.0.truths)
    }

    pub(crate) fn remedy(&self) -> Remedy {
        self.0.remedy
    }

    /// Returns the login that would satisfy the rule, together with the
    /// [scopes](Self::required_scopes) that it asks for.
    #[must_use]
    pub fn step_up(&self) -> Option<&StepUp> {
        (self.0.remedy == Remedy::StepUp).then_some(&self.0.step_up)
    }

    /// Returns the scopes of a token that would satisfy the rule, together with the
    /// [step-up](Self::step_up) where one is needed.
    ///
    /// The list includes scopes that the token has already
    /// ([RFC 6750 §3.1](https://www.rfc-editor.org/rfc/rfc6750#section-3.1)). Each scope is listed
    /// once, in the order of the rule. Returns `None` if no scope would help.
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
        for requirement in unmet {
            match requirement {
                Requirement::Acr(classes) => {
                    for class in *classes {
                        if !step_up.acr_values.contains(class) {
                            step_up.acr_values.push(class);
                        }
                    }
                }
                Requirement::MaxAge(seconds) => {
                    step_up.max_age =
                        Some(step_up.max_age.map_or(*seconds, |least| least.min(*seconds)));
                }
                _ => {}
            }
        }
        step_up
    }
}

/// The cost of one set of unmet requirements. Compared in the order of the fields.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
struct Cost {
    without_remedy: usize,
    step_up: usize,
    scopes: usize,
    /// Requirements without remedy other than failed checks. A check is evaluated late: a set with
    /// a failed check came closest, and a programmer looks for the check.
    other_than_checks: usize,
}

impl Cost {
    fn of(requirement: &Requirement) -> Self {
        let mut cost = Self::default();
        match requirement.remedy() {
            Remedy::None => {
                cost.without_remedy = 1;
                cost.other_than_checks = usize::from(!matches!(requirement, Requirement::Check(_)));
            }
            Remedy::Scopes => cost.scopes = 1,
            Remedy::StepUp => cost.step_up = 1,
        }
        cost
    }

    fn plus(self, other: Self) -> Self {
        Self {
            without_remedy: self.without_remedy.saturating_add(other.without_remedy),
            step_up: self.step_up.saturating_add(other.step_up),
            scopes: self.scopes.saturating_add(other.scopes),
            other_than_checks: self.other_than_checks.saturating_add(other.other_than_checks),
        }
    }

    fn remedy(self) -> Remedy {
        match self {
            Self { without_remedy: 0, step_up: 0, .. } => Remedy::Scopes,
            Self { without_remedy: 0, .. } => Remedy::StepUp,
            _ => Remedy::None,
        }
    }
}

/// One requirement of the cheapest set.
struct Found {
    requirement: Requirement,
    met: bool,
    scope: Option<&'static str>,
}

/// The search for the cheapest set of requirements.
struct Search<'f> {
    facts: &'f Facts<'f>,
    found: Vec<Found>,
    /// The truth of each requirement so far, also of those outside of the cheapest set.
    truths: Vec<Truth>,
}

impl Search<'_> {
    /// Appends the requirements of the cheapest set that satisfies `rule` to `found`, and returns
    /// the cost of those that are unmet.
    fn cheapest(&mut self, rule: &Rule) -> Cost {
        match rule {
            Rule::All([]) => self.add(&Requirement::Empty("all")),
            Rule::Any([]) => self.add(&Requirement::Empty("any")),
            Rule::All(rules) => {
                rules.iter().fold(Cost::default(), |sum, rule| sum.plus(self.cheapest(rule)))
            }
            Rule::Any(rules) => self.cheapest_of(rules),
            Rule::Named(named) => self.cheapest(named.rule),
            Rule::Requirement(requirement) => self.add(requirement),
        }
    }

    fn cheapest_of(&mut self, rules: &[Rule]) -> Cost {
        let start = self.found.len();
        let mut best: Option<Cost> = None;
        for rule in rules {
            let end = self.found.len();
            let cost = self.cheapest(rule);
            // With equal costs, the first rule stays.
            if best.is_none_or(|best| cost < best) {
                self.found.drain(start..end);
                best = Some(cost);
            } else {
                self.found.truncate(end);
            }
        }
        best.unwrap_or_default()
    }

    fn add(&mut self, requirement: &Requirement) -> Cost {
        let truth = holds(requirement, self.facts);
        let met = match truth {
            Truth::No => false,
            // A check that was not evaluated is not unmet: the rest of the rule was lost already.
            Truth::Unknown => matches!(requirement, Requirement::Check(_)),
            Truth::Yes => true,
        };
        let scope = scope(requirement, self.facts);
        self.truths.push(truth);
        self.found.push(Found { requirement: *requirement, met, scope });
        if met { Cost::default() } else { Cost::of(requirement) }
    }
}

/// Returns the scope that a requirement stands for: the first one that the token has, else the
/// first one of the rule.
fn scope(requirement: &Requirement, facts: &Facts<'_>) -> Option<&'static str> {
    let Requirement::Grant(grant @ Grant { kind: GrantKind::Scope, .. }) = requirement else {
        return None;
    };
    let held = |name: &&'static str| {
        facts.identity().is_some_and(|identity| identity.has(GrantKind::Scope, name))
    };
    grant.values().flat_map(GrantValue::names).find(held).or(Some(grant.first.name()))
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

    const ADMIN: Rule = Rule::role("admin");
    const EDITOR: Rule = Rule::role("editor");
    const READ: Rule = Rule::scope("read");
    const WRITE: Rule = Rule::scope("write");

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
        assert_eq!(
            denied(
                rule!(Rule::any_scope(&[GrantValue::literal("a"), GrantValue::literal("b")])),
                &[]
            )
            .2,
            "a"
        );
    }

    #[test]
    fn s11_held_scopes_of_the_branch_are_named_too() {
        let rule = rule!(Rule::all(&[
            READ,
            Rule::any(&[ADMIN, WRITE]),
            Rule::any_scope(&[GrantValue::literal("c"), GrantValue::literal("read")]),
        ]));
        assert_eq!(denied(rule, &[("scope", "read")]).2, "read write");
    }

    #[test]
    fn scopes_do_not_help_where_a_role_is_missing_too() {
        let rule = rule!(Rule::all(&[EDITOR, WRITE]));
        assert_eq!(denied(rule, &[]).0, Remedy::None);
        assert_eq!(denied(rule, &[("role", "editor")]).0, Remedy::Scopes);
    }
}
