//! Whether one requirement implies another or rules it out, decided by listing every way to meet them.

use super::fact::Fact;
use super::term::Meaning;
use crate::ast::{Group, Item, Requirement, Value};
use crate::keywords::Logic;
use std::collections::BTreeSet;

/// Facts that together meet a requirement, and no more of them than it takes.
type Way = BTreeSet<Fact>;

/// Beyond this many ways a rule is not searched. No rule that a person can read comes near.
const LIMIT: usize = 512;

/// Whether whoever meets `left` meets `right` too, whatever the named policies demand. A "yes" is certain, because rules hold no
/// negation: it is enough to look at the ways that leave everything else unmet. Unknown counts as "no", and so does what follows
/// only from several facts together (`claim.x >= 3` and `claim.x <= 3`).
pub(crate) fn implies(left: &Requirement, right: &Requirement) -> bool {
    if are_unrelated(left, right) || is_broken(left) || is_broken(right) {
        return false;
    }
    match alternatives(right) {
        Some(facts) => always_says(left, &facts),
        None => ways(left).is_some_and(|ways| ways.iter().all(|way| is_met(right, way))),
    }
}

/// The facts of which one is enough. Nothing if it takes several at once.
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

/// Whether there is one of the facts in each way to meet the requirement: without listing the ways, of which there are many.
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

/// The alternatives of a single requirement. Nothing if one of them has a mistake.
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

/// Whether nobody can meet both. Unknown counts as "no".
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

/// Whether they ask for different things, so that neither says anything of the other: most pairs, found without listing anything.
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

/// Each of these together with each of those.
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

/// Whether a part of it could not be read, or has a mistake of its own.
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

/// Nothing in the place of what could not be read.
fn requirements(group: &Group) -> impl Iterator<Item = Option<&Requirement>> {
    group.list.items.iter().map(|item| match item {
        Item::Requirement(requirement) => Some(requirement),
        Item::Choice(_) | Item::Broken => None,
    })
}
