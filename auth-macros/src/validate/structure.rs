//! The valid ways to combine requirements.

use super::place::Place;
use crate::ast::{Item, List, Policies, PolicyEntry, Requirement};
use crate::errors::Errors;
use proc_macro2::Span;
use std::collections::BTreeSet;

/// Refuses an empty list, which requires nothing.
pub(crate) fn check_not_empty(list: &List, place: Place<'_>, mistakes: &mut Errors) {
    if list.items.iter().any(|item| !matches!(item, Item::Choice(_))) {
        return;
    }
    match place {
        Place::Attribute => place.note(
            mistakes,
            "no requirement: write `#[require(authenticated)]` for every authenticated caller, \
             `#[public(\"…\")]` for every request",
        ),
        Place::Policy(entry) => place.note(
            mistakes,
            format!(
                "the policy `{}` has no rule: write `authenticated` if every authenticated caller \
                 meets it",
                entry.name
            ),
        ),
        Place::Group(group) => {
            let logic = group.logic;
            place.note(
                mistakes,
                format!("empty `{logic}()`, write at least two requirements in it"),
            );
        }
    }
}

/// Refuses a group of one requirement. Most often a second one is missing.
pub(crate) fn check_more_than_one(list: &List, place: Place<'_>, mistakes: &mut Errors) {
    if let (Place::Group(group), [Item::Requirement(only)]) = (place, list.items.as_slice()) {
        let logic = group.logic;
        place.note(
            mistakes,
            format!("`{logic}(…)` of a single requirement, write `{only}` without `{logic}`"),
        );
    }
}

/// Refuses `all(all(a, b), c)`, which is `all(a, b, c)`. One rule has one spelling, and a nested
/// group always changes between `all` and `any`. An attribute that is one `all(…)` is valid.
pub(crate) fn check_no_group_of_the_same_kind(
    list: &List,
    place: Place<'_>,
    mistakes: &mut Errors,
) {
    // An option beside it is no requirement.
    if list.items.iter().filter(|item| matches!(item, Item::Requirement(_))).count() < 2 {
        return;
    }
    for item in &list.items {
        if let Item::Requirement(Requirement::Group(inner)) = item
            && inner.logic == place.logic()
            && !inner.list.items.is_empty()
        {
            let logic = inner.logic;
            let message = match place {
                Place::Group(_) => {
                    format!(
                        "`{logic}(…)` directly in `{logic}(…)`, write its requirements without \
                         the inner `{logic}`"
                    )
                }
                Place::Attribute | Place::Policy(_) => format!(
                    "`{logic}(…)` beside other requirements, whose commas are `{logic}` already: \
                     write its \
                     requirements without `{logic}`"
                ),
            };
            mistakes.at(inner, message);
        }
    }
}

/// Requires an upper-case first letter, which tells a policy from a keyword.
pub(crate) fn check_policy_name(entry: &PolicyEntry, mistakes: &mut Errors) {
    let name = entry.name.to_string();
    if !name.starts_with(char::is_uppercase) {
        let write = camel_case(&name);
        mistakes.at(
            &entry.name,
            format!(
                "a policy's name starts with an upper-case letter, write `{write}` instead of \
            `{name}`"
            ),
        );
    }
}

pub(crate) fn check_some_policy(policies: &Policies, mistakes: &mut Errors) {
    if policies.entries.is_empty() && mistakes.is_empty() {
        mistakes.at_span(
            Span::call_site(),
            "no policy in `policy!`, write for example `pub CanPublish = role = \"editor\", scope \
             = \"posts:write\";`",
        );
    }
}

/// Refuses two policies of one name, and keeps the first one. The compiler's message would name
/// generated types.
pub(crate) fn check_policy_names_differ(policies: &mut Policies, mistakes: &mut Errors) {
    let mut names = BTreeSet::new();
    policies.entries.retain(|entry| {
        // With `#[cfg]`s, at most one of two may exist.
        let conditional = entry.attributes.iter().any(|attribute| attribute.path().is_ident("cfg"));
        let first = conditional || names.insert(entry.name.to_string());
        if !first {
            let name = &entry.name;
            mistakes.at(
                name,
                format!("the policy `{name}` is defined twice, name one of them differently"),
            );
        }
        first
    });
}

fn camel_case(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    });
    words.collect()
}
