//! The evaluator: the only code that finds out if a rule holds.

use std::time::Duration;

use crate::identity::Identity;
use crate::identity::grants::GrantKind;
use crate::policy::comparison::Comparison;
use crate::policy::facts::{Caller, Facts};
use crate::policy::grant_value::GrantValue;
use crate::policy::requirement::{Check, Requirement};
use crate::policy::rule::Rule;
use crate::request::path::PathParameters;

/// Maximum clock skew accepted for `auth_time`.
const LEEWAY: Duration = Duration::from_secs(60);

/// A truth value of Kleene's logic. A decided value stays when unknown facts become known.
//
// In this order, `all` is the minimum, and `any` the maximum.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Truth {
    No,
    Unknown,
    Yes,
}

/// Evaluates `rule`. Takes time linear in the size of the rule and allocates no memory.
pub(crate) fn evaluate(rule: &Rule, facts: &Facts<'_>) -> Truth {
    match rule {
        Rule::All(rules) => all(rules, facts),
        Rule::Any(rules) => any(rules, facts),
        Rule::Named(named) => evaluate(named.rule, facts),
        Rule::Requirement(requirement) => holds(requirement, facts),
    }
}

fn all(rules: &[Rule], facts: &Facts<'_>) -> Truth {
    // SECURITY: all rules of an empty list hold. An empty list must still allow no request.
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

/// Evaluates one requirement. An absent fact never satisfies it.
pub(crate) fn holds(requirement: &Requirement, facts: &Facts<'_>) -> Truth {
    match requirement {
        Requirement::Acr(classes) => of_caller(facts, |identity| {
            identity.acr().is_some_and(|acr| !acr.is_empty() && classes.contains(&acr))
        }),
        Requirement::Authenticated => of_caller(facts, |_| true),
        Requirement::Check(check) => answer(*check, facts),
        Requirement::Comparison(comparison) => compare(comparison, facts),
        Requirement::Grant(grant) => of_caller(facts, |identity| {
            grant.values().any(|value| has_value(identity, grant.kind, value))
        }),
        Requirement::Ip(networks) => {
            let inside = facts
                .address()
                .is_some_and(|address| networks.iter().any(|network| network.contains(address)));
            if inside { Truth::Yes } else { Truth::No }
        }
        Requirement::Issuer(issuers) => {
            of_caller(facts, |identity| issuers.contains(&identity.issuer()))
        }
        Requirement::MaxAge(seconds) => {
            of_caller(facts, |identity| is_fresh(identity, *seconds, facts))
        }
        Requirement::Empty(_) | Requirement::Never => Truth::No,
    }
}

/// Returns the handler's answer to a check, if it gave one.
fn answer(check: Check, facts: &Facts<'_>) -> Truth {
    match (facts.caller(), facts.answer(check.index)) {
        // SECURITY: `check(…)` needs an authenticated caller and is never evaluated for an
        // anonymous request.
        (Caller::Anonymous, _) | (Caller::Known(_), Some(false)) => Truth::No,
        (Caller::Known(_), Some(true)) => Truth::Yes,
        (Caller::Known(_), None) | (Caller::Unknown, _) => Truth::Unknown,
    }
}

/// Returns the first check, in the order of the rule, that the decision depends on.
pub(crate) fn first_open_check(rule: &Rule, facts: &Facts<'_>) -> Option<Check> {
    open_check(rule, facts).1
}

/// Evaluates `rule` and, if that is unknown, returns the first check that it depends on.
fn open_check(rule: &Rule, facts: &Facts<'_>) -> (Truth, Option<Check>) {
    let (rules, decides) = match rule {
        Rule::All([]) => return (Truth::No, None),
        Rule::All(rules) => (rules, Truth::No),
        Rule::Any(rules) => (rules, Truth::Yes),
        Rule::Named(named) => return open_check(named.rule, facts),
        Rule::Requirement(requirement) => {
            let truth = holds(requirement, facts);
            let open = match requirement {
                Requirement::Check(check) if truth == Truth::Unknown => Some(*check),
                _ => None,
            };
            return (truth, open);
        }
    };
    let mut found = None;
    let mut truth = if decides == Truth::No { Truth::Yes } else { Truth::No };
    for rule in *rules {
        let (one, check) = open_check(rule, facts);
        // A group that another part decides depends on none of its checks.
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
    // A missing or empty path parameter never matches, so authenticating would not change the
    // result.
    if comparison.path_names().any(|name| path.get(name).map_or(true, str::is_empty)) {
        return Truth::No;
    }
    of_caller(facts, |identity| {
        let is_user = comparison.names_subject() && is_user(identity, facts);
        comparison.holds(identity, is_user, path)
    })
}

/// Returns `true` if the caller is one of the application's users.
///
/// SECURITY: an application without a declared issuer does not accept every issuer: `alice` of
/// another issuer is another caller (S40).
pub(crate) fn is_user(identity: &Identity, facts: &Facts<'_>) -> bool {
    facts
        .user_issuer()
        .map_or_else(|| identity.user().is_some(), |issuer| issuer == identity.issuer())
}

/// Returns `true` if the caller logged in at most `seconds` ago.
fn is_fresh(identity: &Identity, seconds: u64, facts: &Facts<'_>) -> bool {
    let (Some(now), Some(auth_time)) = (facts.now(), identity.auth_time()) else { return false };
    // SECURITY: a login that lies in the future would stay fresh for ever (S28).
    auth_time <= now.saturating_add(LEEWAY)
        && now <= auth_time.saturating_add(Duration::from_secs(seconds))
}

fn of_caller(facts: &Facts<'_>, holds: impl FnOnce(&Identity) -> bool) -> Truth {
    match facts.caller() {
        Caller::Known(identity) if holds(identity) => Truth::Yes,
        Caller::Known(_) | Caller::Anonymous => Truth::No,
        Caller::Unknown => Truth::Unknown,
    }
}

/// Returns `true` if the caller has `value`, by its own enum or by a registered hierarchy.
fn has_value(identity: &Identity, kind: GrantKind, value: &GrantValue) -> bool {
    value.names().any(|name| identity.was_granted(kind, name))
        || identity.is_implied(kind, value.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_groups_allow_no_request() {
        let alice = Identity::builder("i", "alice").role("admin").build().unwrap();
        for facts in [Facts::of(&alice), Facts::anonymous(), Facts::unauthenticated()] {
            for rule in [
                Rule::all(&[]),
                Rule::any(&[]),
                Rule::any_role(&[]),
                Rule::never(),
                rule!(Rule::any(&[Rule::all(&[])])),
            ] {
                assert_eq!(evaluate(&rule, &facts), Truth::No, "{rule}");
            }
        }
        assert_eq!(evaluate(&Rule::role(""), &Facts::of(&alice)), Truth::No);
    }

    #[test]
    fn decided_group_stays_decided_without_a_caller() {
        const KNOWN: Rule = Rule::authenticated();
        let truth = |rule: Rule| evaluate(&rule, &Facts::unauthenticated());
        assert_eq!(truth(KNOWN), Truth::Unknown);
        assert_eq!(truth(rule!(Rule::all(&[KNOWN, Rule::never()]))), Truth::No);
        assert_eq!(truth(rule!(Rule::any(&[KNOWN, Rule::never()]))), Truth::Unknown);
    }
}
