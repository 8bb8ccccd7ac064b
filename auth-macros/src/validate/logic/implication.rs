//! Implication and contradiction of requirements, decided by listing every way to meet them.

use super::fact::Fact;
use super::term::Meaning;
use crate::ast::{Group, Item, Requirement, Value};
use crate::keywords::Logic;
use std::collections::BTreeSet;

/// A minimal set of facts that meets a requirement.
type Way = BTreeSet<Fact>;

/// The highest number of ways that are listed. A rule with more is not searched.
const LIMIT: usize = 512;

/// Returns whether each caller who meets `left` meets `right`, for every meaning of the named
/// policies. `true` is certain: rules have no negation, so the ways that leave all else unmet
/// suffice. Unknown is `false`, as is a consequence of several facts together (`claim.x >= 3` and
/// `claim.x <= 3`).
pub(crate) fn implies(left: &Requirement, right: &Requirement) -> bool {
    if are_unrelated(left, right) || is_broken(left) || is_broken(right) {
        return false;
    }
    match alternatives(right) {
        Some(facts) => always_says(left, &facts),
        None => ways(left).is_some_and(|ways| ways.iter().all(|way| is_met(right, way))),
    }
}

/// Returns the facts of which one suffices. `None` if several are needed together.
fn alternatives(requirement: &Requirement) -> Option<Vec<Fact>> {
    match requirement {
        Requirement::Group(group) if group.logic == Logic::All => None,
        Requirement::Group(group) => {
            let facts: Option<Vec<_>> =
                requirements(group).map(|part| alternatives(part?)).collect();
            facts.map(|facts| facts.concat())
        }
        leaf => facts(leaf),
    }
}

/// Returns whether each way to meet the requirement has one of the facts, without listing the ways.
fn always_says(requirement: &Requirement, facts: &[Fact]) -> bool {
    let says = |own: &Fact| facts.iter().any(|fact| own.implies(fact));
    match requirement {
        Requirement::Group(group) => {
            let mut parts = requirements(group).flatten();
            match group.logic {
                Logic::Any => parts.all(|part| always_says(part, facts)),
                Logic::All => parts.any(|part| always_says(part, facts)),
            }
        }
        leaf => self::facts(leaf).is_some_and(|own| own.iter().all(says)),
    }
}

/// Returns the alternatives of a single requirement. `None` if one has an error.
fn facts(leaf: &Requirement) -> Option<Vec<Fact>> {
    let fact = match leaf {
        Requirement::Authenticated(_) => Fact::Authenticated,
        Requirement::Comparison(comparison) => Fact::Comparison(Meaning::new(comparison)?),
        Requirement::Policy(path) => Fact::policy(path),
        Requirement::Question(question) => Fact::Question(question.text()),
        Requirement::Keyed(keyed) => {
            return keyed.values.iter().map(|value| Fact::value(keyed.key, value)).collect();
        }
        Requirement::Group(_) => return None,
    };
    Some(vec![fact])
}

/// Returns whether no caller can meet both. Unknown is `false`.
pub(crate) fn exclude(left: &Requirement, right: &Requirement) -> bool {
    if are_unrelated(left, right) {
        return false;
    }
    let (Some(left), Some(right)) = (ways(left), ways(right)) else { return false };
    let excluded = |left: &Way, right: &Way| {
        left.iter().any(|one| right.iter().any(|other| one.excludes(other)))
    };
    !left.is_empty()
        && !right.is_empty()
        && left.iter().all(|l| right.iter().all(|r| excluded(l, r)))
}

/// Returns whether they ask for different things, so that neither concerns the other. This holds
/// for most pairs.
fn are_unrelated(left: &Requirement, right: &Requirement) -> bool {
    match (left, right) {
        (Requirement::Keyed(left), Requirement::Keyed(right)) => left.key != right.key,
        (Requirement::Keyed(_), Requirement::Comparison(_))
        | (Requirement::Comparison(_), Requirement::Keyed(_)) => true,
        _ => false,
    }
}

fn ways(requirement: &Requirement) -> Option<Vec<Way>> {
    let Requirement::Group(group) = requirement else {
        return Some(facts(requirement)?.into_iter().map(|fact| Way::from([fact])).collect());
    };
    let parts: Vec<Vec<Way>> =
        requirements(group).map(|part| ways(part?)).collect::<Option<_>>()?;
    let all = match group.logic {
        Logic::Any => parts.concat(),
        Logic::All => {
            parts.into_iter().try_fold(vec![Way::new()], |sofar, part| join(&sofar, &part))?
        }
    };
    (all.len() <= LIMIT).then_some(all)
}

/// Returns each way of the first list joined with each of the second.
fn join(left: &[Way], right: &[Way]) -> Option<Vec<Way>> {
    if left.len() * right.len() > LIMIT {
        return None;
    }
    Some(
        left.iter()
            .flat_map(|l| right.iter().map(move |r| l.union(r).cloned().collect()))
            .collect(),
    )
}

fn is_met(requirement: &Requirement, way: &Way) -> bool {
    let holds = |fact: &Fact| way.iter().any(|one| one.implies(fact));
    match requirement {
        Requirement::Group(group) => {
            let mut parts = requirements(group).flatten();
            match group.logic {
                Logic::Any => parts.any(|part| is_met(part, way)),
                Logic::All => parts.all(|part| is_met(part, way)),
            }
        }
        leaf => facts(leaf).is_some_and(|facts| facts.iter().any(holds)),
    }
}

/// Returns whether a part could not be parsed, or has an error.
fn is_broken(requirement: &Requirement) -> bool {
    match requirement {
        Requirement::Authenticated(_) | Requirement::Policy(_) => false,
        Requirement::Question(question) => question.expression.is_none(),
        Requirement::Comparison(comparison) => Meaning::new(comparison).is_none(),
        Requirement::Keyed(keyed) => {
            keyed.values.iter().any(|value| matches!(value, Value::Broken))
        }
        Requirement::Group(group) => {
            group.list.items.is_empty()
                || requirements(group).any(|part| part.is_none_or(is_broken))
        }
    }
}

/// Returns the placeholder of a part that could not be parsed.
fn requirements(group: &Group) -> impl Iterator<Item = Option<&Requirement>> {
    group.list.items.iter().map(|item| match item {
        Item::Requirement(requirement) => Some(requirement),
        Item::Choice(_) | Item::Broken => None,
    })
}
