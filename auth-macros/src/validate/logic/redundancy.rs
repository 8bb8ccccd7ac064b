//! Requirements without effect. Most often another one was meant.

use super::fact::Fact;
use super::implication::{exclude, implies};
use crate::ast::{Item, Keyed, List, Requirement};
use crate::errors::Errors;
use crate::keywords::Logic;
use crate::validate::place::Place;

/// Reports each requirement that the same list has before, and in `any(…)` each such value. Returns
/// the positions of the items that need no further advice.
pub(crate) fn check_repetition(list: &List, place: Place<'_>, mistakes: &mut Errors) -> Vec<usize> {
    let mut repeated = Vec::new();
    for (position, later) in requirements(list) {
        let mut earlier = requirements(list).take_while(|(other, _)| *other < position);
        if earlier.any(|(_, earlier)| same(earlier, later)) {
            mistakes.at(later, format!("`{later}` is in {} already, remove it", place.name()));
            repeated.push(position);
        } else if let (Logic::Any, Requirement::Keyed(keyed)) = (place.logic(), later)
            && check_repeated_alternative(list, position, keyed, mistakes)
        {
            repeated.push(position);
        }
    }
    repeated
}

/// Reports the second `"a"` in `any(role = "a", role = "a" | "b")`. If all values of one
/// requirement repeat, the whole requirement is reported instead.
fn check_repeated_alternative(
    list: &List,
    position: usize,
    own: &Keyed,
    mistakes: &mut Errors,
) -> bool {
    let others: Vec<(usize, Fact)> = requirements(list)
        .filter_map(|(other, requirement)| match requirement {
            Requirement::Keyed(keyed) if keyed.key == own.key && other != position => {
                Some(facts(keyed).map(move |fact| (other, fact)))
            }
            _ => None,
        })
        .flatten()
        .collect();
    // Of two equal ones, the later one is reported.
    let is_repeated = |fact: &Fact| {
        others.iter().any(|(place, other)| {
            fact.implies(other) && (*place < position || !other.implies(fact))
        })
    };
    if facts(own).all(|fact| is_repeated(&fact)) {
        return false;
    }
    let mut found = false;
    for value in &own.values {
        if Fact::value(own.key, value).is_some_and(|fact| is_repeated(&fact)) {
            let word = own.key.word();
            mistakes.at(
                value,
                format!("`{word} = {value}` is an alternative of `any(…)` already, remove it here"),
            );
            found = true;
        }
    }
    found
}

/// Reports each requirement that no caller can meet together with one before it.
pub(crate) fn check_some_caller_can_meet_all(list: &List, place: Place<'_>, mistakes: &mut Errors) {
    // An item that could not be parsed may be an `any` around them.
    if place.logic() == Logic::Any || list.items.iter().any(|item| matches!(item, Item::Broken)) {
        return;
    }
    for (position, later) in requirements(list) {
        let mut earlier = requirements(list).take_while(|(other, _)| *other < position);
        if let Some((_, earlier)) = earlier.find(|(_, earlier)| exclude(earlier, later)) {
            let write = match (earlier, later) {
                (Requirement::Keyed(earlier), Requirement::Keyed(later))
                    if earlier.key == later.key =>
                {
                    let values: Vec<String> =
                        later.values.iter().map(ToString::to_string).collect();
                    format!("write `{earlier} | {}` if one is enough", values.join(" | "))
                }
                (Requirement::Group(_), _) | (_, Requirement::Group(_)) => {
                    "write `any(…, …)` around them if one is enough".to_owned()
                }
                _ => format!("write `any({earlier}, {later})` if one is enough"),
            };
            let message = format!("no caller meets both `{earlier}` and `{later}`: {write}");
            mistakes.at(later, message);
        }
    }
}

/// Reports each requirement whose removal would not change the decision.
pub(crate) fn check_redundancy(
    list: &List,
    place: Place<'_>,
    repeated: &[usize],
    mistakes: &mut Errors,
) {
    let mut redundant = repeated.to_vec();
    let mut notes = Vec::new();
    // From the last to the first: of two that imply each other, the later one is reported.
    let mut backwards: Vec<_> = requirements(list).collect();
    backwards.reverse();
    for (position, one) in backwards {
        if redundant.contains(&position) {
            continue;
        }
        let mut others = requirements(list)
            .filter(|(other, _)| *other != position && !redundant.contains(other));
        let because = others.find(|(_, other)| match place.logic() {
            Logic::Any => implies(one, other),
            Logic::All => implies(other, one),
        });
        if let Some((_, because)) = because {
            notes.push((one, advice(one, because, place.logic())));
            redundant.push(position);
        }
    }
    for (one, message) in notes.into_iter().rev() {
        mistakes.at(one, message);
    }
}

fn advice(one: &Requirement, because: &Requirement, logic: Logic) -> String {
    match (logic, one) {
        (Logic::All, Requirement::Authenticated(_)) => {
            format!(
                "`authenticated` beside `{because}`, which only an authenticated caller meets: \
                 remove `authenticated`"
            )
        }
        (Logic::All, _) => {
            format!(
                "`{one}` is redundant, each caller that meets `{because}` also meets it: remove \
                 one of them"
            )
        }
        (Logic::Any, _) => {
            format!(
                "`{one}` is redundant, each caller that meets it also meets `{because}`: remove \
                 one of them"
            )
        }
    }
}

/// Compares two requirements, without regard to the order and spelling of values.
fn same(left: &Requirement, right: &Requirement) -> bool {
    let same_kind = match (left, right) {
        (Requirement::Group(left), Requirement::Group(right)) => left.logic == right.logic,
        _ => std::mem::discriminant(left) == std::mem::discriminant(right),
    };
    same_kind && implies(left, right) && implies(right, left)
}

fn requirements(list: &List) -> impl Iterator<Item = (usize, &Requirement)> {
    list.items.iter().enumerate().filter_map(|(position, item)| match item {
        Item::Requirement(requirement) => Some((position, requirement)),
        Item::Choice(_) | Item::Broken => None,
    })
}

fn facts(keyed: &Keyed) -> impl Iterator<Item = Fact> {
    keyed.values.iter().filter_map(|value| Fact::value(keyed.key, value))
}
