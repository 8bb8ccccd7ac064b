//! The evaluator: the only place that decides whether a rule holds.

use std::time::Duration;

use crate::identity::Identity;
use crate::identity::grants::GrantKind;
use crate::policy::comparison::Comparison;
use crate::policy::denial::Denial;
use crate::policy::facts::{Caller, Facts};
use crate::policy::grant_value::{GrantValue, Variants};
use crate::policy::requirement::{Check, Leaf, Values};
use crate::policy::rule::{Node, Rule};
use crate::request::path::PathParameters;

/// How far the clock of whoever logged the caller in may run ahead of ours.
const LEEWAY: Duration = Duration::from_secs(60);

/// What a rule comes to, on the facts at hand.
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
        Node::Leaf(leaf) => holds(&leaf, facts),
        Node::Named(named) => evaluate(named.rule, facts),
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

/// Whether a requirement holds. An absent fact never satisfies one.
pub(crate) fn holds(leaf: &Leaf, facts: &Facts<'_>) -> Truth {
    match leaf {
        Leaf::Acr(classes) => caller(facts, |identity| {
            identity.acr().is_some_and(|acr| !acr.is_empty() && classes.contains(&acr))
        }),
        Leaf::Authenticated => caller(facts, |_| true),
        Leaf::Check(check) => answer(*check, facts),
        Leaf::Comparison(comparison) => compare(comparison, facts),
        Leaf::Grant(kind, Values::One(name)) => caller(facts, |identity| identity.has(*kind, name)),
        Leaf::Grant(kind, Values::Texts(names)) => {
            caller(facts, |identity| names.iter().any(|name| identity.has(*kind, name)))
        }
        Leaf::Grant(kind, Values::Typed(values)) => {
            caller(facts, |identity| values.iter().any(|value| holds_value(identity, *kind, value)))
        }
        Leaf::Grant(kind, Values::Variant(place, variants)) => caller(facts, |identity| {
            Variants::find(*kind, *place, *variants)
                .is_some_and(|value| holds_value(identity, *kind, &value))
        }),
        Leaf::Ip(networks) => {
            let inside = facts
                .address()
                .is_some_and(|address| networks.iter().any(|network| network.contains(address)));
            if inside { Truth::Yes } else { Truth::No }
        }
        Leaf::Issuer(issuers) => caller(facts, |identity| issuers.contains(&identity.issuer())),
        Leaf::MaxAge(seconds) => caller(facts, |identity| is_fresh(identity, *seconds, facts)),
        Leaf::Empty(_) | Leaf::Never => Truth::No,
    }
}

/// What the handler says, if it was asked.
fn answer(check: Check, facts: &Facts<'_>) -> Truth {
    match (facts.caller(), facts.answer(check.index)) {
        // SECURITY: a check is about somebody; nobody meets it, so it is never made for nobody.
        (Caller::Anonymous, _) | (Caller::Known(_), Some(false)) => Truth::No,
        (Caller::Known(_), Some(true)) => Truth::Yes,
        (Caller::Known(_), None) | (Caller::Unknown, _) => Truth::Unknown,
    }
}

/// The first check, in the order of the rule, that the decision hangs on. Linear in the rule.
pub(crate) fn first_open_check(rule: &Rule, facts: &Facts<'_>) -> Option<Check> {
    open_check(rule, facts).1
}

/// Whether `rule` holds, and if that is unknown, the first check that it hangs on.
fn open_check(rule: &Rule, facts: &Facts<'_>) -> (Truth, Option<Check>) {
    let (rules, decides) = match rule.node() {
        Node::All([]) => return (Truth::No, None),
        Node::All(rules) => (rules, Truth::No),
        Node::Any(rules) => (rules, Truth::Yes),
        Node::Leaf(leaf @ Leaf::Check(check)) => {
            let truth = holds(&leaf, facts);
            return (truth, (truth == Truth::Unknown).then_some(check));
        }
        Node::Leaf(leaf) => return (holds(&leaf, facts), None),
        Node::Named(named) => return open_check(named.rule, facts),
    };
    let mut found = None;
    let mut truth = if decides == Truth::No { Truth::Yes } else { Truth::No };
    for rule in rules {
        let (one, check) = open_check(rule, facts);
        // What is decided by another part hangs on none of its checks.
        if one == decides {
            return (decides, None);
        }
        if one == Truth::Unknown {
            truth = Truth::Unknown;
            found = found.or(check);
        }
    }
    (truth, found)
}

fn compare(comparison: &Comparison, facts: &Facts<'_>) -> Truth {
    const NO_PATH: &PathParameters = &PathParameters::invalid();
    let path = facts.path().unwrap_or(NO_PATH);
    // What cannot be compared for anybody, or is empty and so equals nothing, is lost whoever is calling: logging in would not help.
    if comparison.path_names().any(|name| path.get(name).map_or(true, str::is_empty)) {
        return Truth::No;
    }
    caller(facts, |identity| {
        // Few comparisons ask whether the caller is a user.
        let is_user = comparison.names_subject() && is_user(identity, facts);
        comparison.holds(identity, is_user, path)
    })
}

/// Whether the caller is one of the application's users.
///
/// SECURITY: no declared issuer is no leave for every issuer: `alice` of another one is another caller (S40).
pub(crate) fn is_user(identity: &Identity, facts: &Facts<'_>) -> bool {
    facts
        .user_issuer()
        .map_or_else(|| identity.user().is_some(), |issuer| issuer == identity.issuer())
}

/// Whether the caller logged in at most `seconds` ago.
fn is_fresh(identity: &Identity, seconds: u64, facts: &Facts<'_>) -> bool {
    let (Some(now), Some(auth_time)) = (facts.now(), identity.auth_time()) else { return false };
    // SECURITY: a login that lies in the future would be fresh for ever (S28).
    auth_time <= now.saturating_add(LEEWAY)
        && now <= auth_time.saturating_add(Duration::from_secs(seconds))
}

fn caller(facts: &Facts<'_>, holds: impl FnOnce(&Identity) -> bool) -> Truth {
    match facts.caller() {
        Caller::Known(identity) if holds(identity) => Truth::Yes,
        Caller::Known(_) | Caller::Anonymous => Truth::No,
        Caller::Unknown => Truth::Unknown,
    }
}

/// Returns whether `identity` has `value` by its own enum, or by one that is registered.
fn holds_value(identity: &Identity, kind: GrantKind, value: &GrantValue) -> bool {
    value.names().any(|name| identity.was_granted(kind, name))
        || identity.is_implied(kind, value.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth(rule: Rule, facts: &Facts<'_>) -> Truth {
        evaluate(&rule, facts)
    }

    #[test]
    fn empty_groups_let_nobody_in() {
        let alice = Identity::builder("i", "alice").role("admin").build().unwrap();
        for facts in [Facts::of(&alice), Facts::anonymous(), Facts::unauthenticated()] {
            for rule in
                [Rule::all(&[]), Rule::any(&[]), Rule::never(), rule!(Rule::any(&[Rule::all(&[])]))]
            {
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
