//! Whether one requirement implies another, decided by listing every way to meet the first.

use crate::syntax::path_text;
use crate::syntax::{Group, Item, Requirement, Value};
use crate::words::{Kind, Logic};
use std::collections::BTreeSet;

/// One fact that a requirement may ask for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fact {
    Authenticated,
    Grant(Kind, String),
    Policy(String),
}

/// Facts that together meet a requirement, and no more of them than it takes.
type Way = BTreeSet<Fact>;

/// Beyond this many ways a rule is not searched. No rule that a person can read comes near.
const LIMIT: usize = 512;

/// Whether whoever meets `left` meets `right` too, whatever the named policies demand. Exact, because rules hold no
/// negation: it is enough to look at the ways that leave everything else unmet. Unknown counts as "no".
pub(super) fn implies(left: &Requirement, right: &Requirement) -> bool {
    !is_broken(right) && ways(left).is_some_and(|ways| ways.iter().all(|way| is_met(right, way)))
}

fn ways(requirement: &Requirement) -> Option<Vec<Way>> {
    match requirement {
        Requirement::Authenticated(_) => Some(vec![Way::from([Fact::Authenticated])]),
        Requirement::Policy(path) => Some(vec![Way::from([Fact::Policy(path_text(path))])]),
        Requirement::Grant(grant) => grant
            .values
            .iter()
            .map(|value| Some(Way::from([Fact::Grant(grant.kind, text(value)?)])))
            .collect(),
        Requirement::Group(group) => {
            let parts: Vec<Vec<Way>> = requirements(group).map(|part| ways(part?)).collect::<Option<_>>()?;
            let all = match group.logic {
                Logic::Any => parts.concat(),
                Logic::All => {
                    parts.into_iter().try_fold(vec![Way::new()], |sofar, part| join(&sofar, &part))?
                }
            };
            (all.len() <= LIMIT).then_some(all)
        }
    }
}

/// Each of these together with each of those.
fn join(left: &[Way], right: &[Way]) -> Option<Vec<Way>> {
    if left.len() * right.len() > LIMIT {
        return None;
    }
    Some(left.iter().flat_map(|l| right.iter().map(move |r| l.union(r).cloned().collect())).collect())
}

fn is_met(requirement: &Requirement, way: &Way) -> bool {
    match requirement {
        // Grants come with an identity; what a policy demands is not known here.
        Requirement::Authenticated(_) => way.iter().any(|fact| !matches!(fact, Fact::Policy(_))),
        Requirement::Policy(path) => way.contains(&Fact::Policy(path_text(path))),
        Requirement::Grant(grant) => {
            grant.values.iter().filter_map(text).any(|value| way.contains(&Fact::Grant(grant.kind, value)))
        }
        Requirement::Group(group) => {
            let mut parts = requirements(group).flatten();
            match group.logic {
                Logic::Any => parts.any(|part| is_met(part, way)),
                Logic::All => parts.all(|part| is_met(part, way)),
            }
        }
    }
}

fn is_broken(requirement: &Requirement) -> bool {
    match requirement {
        Requirement::Authenticated(_) | Requirement::Policy(_) => false,
        Requirement::Grant(grant) => grant.values.iter().any(|value| matches!(value, Value::Broken)),
        Requirement::Group(group) => {
            group.list.items.is_empty() || requirements(group).any(|part| part.is_none_or(is_broken))
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

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.value()),
        Value::Broken => None,
    }
}
