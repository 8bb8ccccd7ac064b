//! Policies that require themselves. The compiler refuses them too, in seventy lines without their
//! names.

use crate::ast::{Item, List, Policies, PolicyEntry, Requirement};
use crate::errors::Errors;
use std::collections::{BTreeMap, BTreeSet};
use syn::{Ident, Path};

/// Reports cycles among the policies of one `policy!` that name each other without a path.
pub(crate) fn check_no_policy_demands_itself(policies: &mut Policies, mistakes: &mut Errors) {
    let mut demands = BTreeMap::new();
    let mut broken = BTreeSet::new();
    // With `#[cfg]`s, either of two policies of one name may exist.
    let certain = |entry: &&PolicyEntry| {
        !entry.attributes.iter().any(|attribute| attribute.path().is_ident("cfg"))
    };
    for entry in policies.entries.iter().filter(certain) {
        let mut names = Vec::new();
        collect(&entry.list, &mut names);
        // An edge that would close a cycle is reported and left out, so each cycle is reported
        // once.
        names.retain(|name| {
            let circle = **name == entry.name || reaches(&demands, name, &entry.name);
            if circle {
                let policy = &entry.name;
                let through =
                    if *name == policy { String::new() } else { format!(" through `{name}`") };
                let message = format!(
                    "the policy `{policy}` depends on itself{through}, write a requirement in its \
                     place"
                );
                mistakes.at(name, message);
                broken.insert(policy.to_string());
            }
            !circle
        });
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        demands.insert(entry.name.to_string(), names);
    }
    for entry in &mut policies.entries {
        if broken.contains(&entry.name.to_string()) {
            entry.list = List { items: vec![Item::Broken] };
        }
    }
}

fn collect<'a>(list: &'a List, names: &mut Vec<&'a Ident>) {
    for item in &list.items {
        match item {
            Item::Requirement(Requirement::Policy(path)) => names.extend(Path::get_ident(path)),
            Item::Requirement(Requirement::Group(group)) => collect(&group.list, names),
            Item::Requirement(
                Requirement::Authenticated(_)
                | Requirement::Comparison(_)
                | Requirement::Keyed(_)
                | Requirement::Question(_),
            )
            | Item::Choice(_)
            | Item::Broken => {}
        }
    }
}

/// The edges hold no cycle, so this ends.
fn reaches(demands: &BTreeMap<String, Vec<String>>, from: &Ident, to: &Ident) -> bool {
    let mut pending = vec![from.to_string()];
    let mut seen = BTreeSet::new();
    while let Some(name) = pending.pop() {
        if *to == name {
            return true;
        }
        if seen.insert(name.clone()) {
            pending.extend(demands.get(&name).into_iter().flatten().cloned());
        }
    }
    false
}
