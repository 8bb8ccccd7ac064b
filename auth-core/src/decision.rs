//! The evaluator: the only place that decides whether a rule holds.

use crate::denial::Denial;
use crate::facts::{Caller, Facts};
use crate::rule::{GrantKind, Node, Rule};

/// What a rule comes to, on the facts at hand.
///
/// ```
/// use auth_core::{Decision, Facts, Rule};
///
/// let rule = Rule::authenticated();
/// assert!(matches!(rule.decide(&Facts::unauthenticated()), Decision::Undecided));
/// ```
#[derive(Clone, Debug)]
#[must_use = "a decision that nobody looks at protects nothing"]
pub enum Decision {
    /// The rule holds.
    Allowed,
    /// The rule does not hold, for lack of what is inside.
    Denied(Denial),
    /// The rule depends on facts that are not known yet.
    Undecided,
}

impl Rule {
    /// Decides this rule on `facts`. Allocates only to say what is missing.
    pub fn decide(&self, facts: &Facts<'_>) -> Decision {
        match evaluate(self, facts) {
            Truth::Yes => Decision::Allowed,
            Truth::No => Decision::Denied(Denial::of(self, facts)),
            Truth::Unknown => Decision::Undecided,
        }
    }
}

/// Kleene's three values: what is decided with a fact unknown stays so, whatever the fact turns out to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Truth {
    No,
    Unknown,
    Yes,
}

/// Whether `rule` holds. Linear in the rule, and allocates nothing.
pub(crate) fn evaluate(rule: &Rule, facts: &Facts<'_>) -> Truth {
    match rule.node() {
        Node::All(rules) => all(rules, facts),
        Node::Any(rules) => any(rules, facts),
        Node::Authenticated => caller(facts, |_| true),
        Node::Grant(kind, names) => {
            caller(facts, |identity| names.iter().any(|name| has_grant(identity, *kind, name)))
        }
        Node::Named(named) => evaluate(named.rule, facts),
        Node::Never => Truth::No,
    }
}

fn all(rules: &[Rule], facts: &Facts<'_>) -> Truth {
    // SECURITY: everything in an empty list holds; an empty list must still open nothing.
    if rules.is_empty() {
        return Truth::No;
    }
    let mut truth = Truth::Yes;
    for rule in rules {
        match evaluate(rule, facts) {
            Truth::No => return Truth::No,
            Truth::Unknown => truth = Truth::Unknown,
            Truth::Yes => {}
        }
    }
    truth
}

fn any(rules: &[Rule], facts: &Facts<'_>) -> Truth {
    let mut truth = Truth::No;
    for rule in rules {
        match evaluate(rule, facts) {
            Truth::No => {}
            Truth::Unknown => truth = Truth::Unknown,
            Truth::Yes => return Truth::Yes,
        }
    }
    truth
}

fn caller(facts: &Facts<'_>, holds: impl FnOnce(&crate::Identity) -> bool) -> Truth {
    match facts.caller() {
        Caller::Known(identity) if holds(identity) => Truth::Yes,
        Caller::Known(_) | Caller::Anonymous => Truth::No,
        Caller::Unknown => Truth::Unknown,
    }
}

/// Whether `identity` was granted exactly `name`.
pub(crate) fn has_grant(identity: &crate::Identity, kind: GrantKind, name: &str) -> bool {
    match kind {
        GrantKind::Group => identity.has_group(name),
        GrantKind::Permission => identity.has_permission(name),
        GrantKind::Role => identity.has_role(name),
        GrantKind::Scope => identity.has_scope(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Identity;

    fn truth(rule: Rule, facts: &Facts<'_>) -> Truth {
        evaluate(&rule, facts)
    }

    #[test]
    fn empty_groups_let_nobody_in() {
        let alice = Identity::builder("i", "alice").role("admin").build().unwrap();
        for facts in [Facts::of(&alice), Facts::anonymous(), Facts::unauthenticated()] {
            for rule in [Rule::all(&[]), Rule::any(&[]), Rule::never(), rule!(Rule::any(&[Rule::all(&[])]))] {
                assert_eq!(truth(rule, &facts), Truth::No, "{rule}");
            }
        }
        assert_eq!(truth(Rule::role(&[]), &Facts::of(&alice)), Truth::No);
        assert_eq!(truth(Rule::role(&[""]), &Facts::of(&alice)), Truth::No);
    }

    #[test]
    fn what_is_decided_without_the_caller_stays_so() {
        const KNOWN: Rule = Rule::authenticated();
        let facts = Facts::unauthenticated();
        assert_eq!(truth(KNOWN, &facts), Truth::Unknown);
        assert_eq!(truth(rule!(Rule::all(&[KNOWN, Rule::never()])), &facts), Truth::No);
        assert_eq!(truth(rule!(Rule::any(&[KNOWN, Rule::never()])), &facts), Truth::Unknown);
    }
}
