//! The implications among the variants of a derived enum. None may imply itself.

use crate::ast::{Entry, Enumeration, Variant};
use crate::errors::Errors;
use crate::keywords::nearest;
use proc_macro2::Ident;
use std::collections::BTreeSet;
use syn::ext::IdentExt;

/// Returns, for each variant, the positions of those that imply it, directly or through others, in
/// source order.
pub(crate) fn check_implications(
    enumeration: &Enumeration,
    mistakes: &mut Errors,
) -> Vec<Vec<usize>> {
    let mut implied: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); enumeration.variants.len()];
    for (position, variant) in enumeration.variants.iter().enumerate() {
        for name in implications(variant) {
            let Some(other) = check_known(enumeration, name, mistakes) else { continue };
            if other == position {
                mistakes.at(name, format!("`{name}` implies itself, remove it"));
            } else if implied.get(position).is_some_and(|own| own.contains(&other)) {
                mistakes
                    .at(name, format!("`{}` implies `{name}` already, remove it", variant.name));
            } else if let Some(way) = way(&implied, other, position) {
                // An edge that would close a cycle is reported and left out, so each cycle is
                // reported once.
                mistakes.at(name, circle(enumeration, variant, &way));
            } else if let Some(own) = implied.get_mut(position) {
                own.insert(other);
            }
        }
    }
    let positions = 0..enumeration.variants.len();
    let satisfied_by = |target: usize| {
        let others = positions
            .clone()
            .filter(|other| *other != target && way(&implied, *other, target).is_some());
        others.collect()
    };
    positions.clone().map(satisfied_by).collect()
}

fn implications(variant: &Variant) -> impl Iterator<Item = &Ident> {
    variant.entries.iter().flat_map(|entry| match entry {
        Entry::Implies { variants, .. } => variants.as_slice(),
        _ => &[],
    })
}

fn check_known(enumeration: &Enumeration, name: &Ident, mistakes: &mut Errors) -> Option<usize> {
    let known =
        enumeration.variants.iter().position(|variant| variant.name.unraw() == name.unraw());
    if known.is_none() {
        let names: Vec<String> =
            enumeration.variants.iter().map(|variant| variant.name.to_string()).collect();
        let owner = &enumeration.name;
        let message = match nearest(&name.to_string(), names.iter().map(String::as_str)) {
            Some(meant) => format!("`{owner}` has no variant `{name}`, did you mean `{meant}`?"),
            None => format!("`{owner}` has no variant `{name}`, write one of its variants"),
        };
        mistakes.at(name, message);
    }
    known
}

/// Returns the variants on the path from one to the other, with both ends.
fn way(implied: &[BTreeSet<usize>], from: usize, to: usize) -> Option<Vec<usize>> {
    search(implied, from, to, &mut BTreeSet::new())
}

fn search(
    implied: &[BTreeSet<usize>],
    from: usize,
    to: usize,
    seen: &mut BTreeSet<usize>,
) -> Option<Vec<usize>> {
    if from == to {
        return Some(vec![to]);
    }
    if !seen.insert(from) {
        return None;
    }
    let rest = implied.get(from)?.iter().find_map(|next| search(implied, *next, to, seen))?;
    Some([vec![from], rest].concat())
}

fn circle(enumeration: &Enumeration, variant: &Variant, way: &[usize]) -> String {
    let names = way.iter().filter_map(|position| enumeration.variants.get(*position));
    let steps: Vec<String> = names.map(|step| format!("`{}`", step.name)).collect();
    let steps = steps.join(" → ");
    let name = &variant.name;
    format!(
        "`{name}` implies itself in a cycle, `{name}` → {steps}: remove one of these implications"
    )
}
