//! The valid shapes and options of a derived enum.

use super::inheritance;
use crate::ast::{Choice, Entry, Enumeration, Variant};
use crate::errors::Errors;
use crate::validate::values::naming;
use proc_macro2::Ident;
use quote::ToTokens;
use syn::LitStr;

/// A variant with its name.
pub(crate) struct Named {
    pub(crate) variant: Ident,
    pub(crate) name: LitStr,
    /// The names that satisfy it: its own first.
    pub(crate) satisfied_by: Vec<LitStr>,
}

/// Returns the variants. `None` if there is an error.
pub(crate) fn enumeration(enumeration: &Enumeration, mistakes: &mut Errors) -> Option<Vec<Named>> {
    let before = mistakes.count();
    check_some_variant(enumeration, mistakes);
    check_no_generics(enumeration, mistakes);
    check_no_fields(enumeration, mistakes);
    check_entries(enumeration, mistakes);
    let style = naming::check_style(enumeration, mistakes);
    let names = naming::check_names(enumeration, style, mistakes);
    let satisfied_by = inheritance::check_implications(enumeration, mistakes);
    let variants = enumeration.variants.iter().zip(&names).zip(satisfied_by).map(
        |((variant, name), others)| Named {
            variant: variant.name.clone(),
            name: name.clone(),
            satisfied_by: std::iter::once(name)
                .chain(others.into_iter().filter_map(|other| names.get(other)))
                .cloned()
                .collect(),
        },
    );
    let all = variants.collect();
    (mistakes.count() == before).then_some(all)
}

fn check_some_variant(enumeration: &Enumeration, mistakes: &mut Errors) {
    let Enumeration { kind, name, variants, .. } = enumeration;
    if variants.is_empty() {
        mistakes.at(name, format!("`{name}` has no variants, write one for each {}", kind.word()));
    }
}

/// Refuses generics. A rule is constant data, and names a variant without type arguments.
fn check_no_generics(enumeration: &Enumeration, mistakes: &mut Errors) {
    if let Some(place) = enumeration.generics {
        let derive = enumeration.kind.derive();
        let message =
            format!("`#[derive({derive})]` takes an enum without parameters, remove them");
        mistakes.at_span(place, message);
    }
}

/// Refuses fields. A grant is a name, so two values of one variant would be the same grant.
fn check_no_fields(enumeration: &Enumeration, mistakes: &mut Errors) {
    for Variant { name, fields, .. } in &enumeration.variants {
        if let Some(place) = fields {
            let word = enumeration.kind.word();
            let message = format!(
                "`{name}` has fields, and a {word} is only a name: write a variant for each {word}"
            );
            mistakes.at_span(*place, message);
        }
    }
}

fn check_entries(enumeration: &Enumeration, mistakes: &mut Errors) {
    let name = enumeration.kind.word();
    for entry in &enumeration.entries {
        if let Entry::Name(_) | Entry::Implies { .. } = entry {
            mistakes.at(
                entry,
                format!("the {} belongs to a variant, write it above one", entry.what()),
            );
        }
    }
    check_each_once(&enumeration.entries, mistakes);
    for variant in &enumeration.variants {
        for entry in &variant.entries {
            match entry {
                Entry::Choice(_) | Entry::RenameAll { .. } => {
                    let message = format!(
                        "{} belongs to the enum, write `#[{name}(…)]` above it",
                        entry.what()
                    );
                    mistakes.at(entry, message);
                }
                Entry::Implies { brackets, variants, .. } if variants.is_empty() => {
                    let message = "an empty list implies nothing, name a variant or remove it";
                    mistakes.at_span(*brackets, message);
                }
                Entry::Implies { .. } | Entry::Name(_) => {}
            }
        }
        check_each_once(&variant.entries, mistakes);
    }
}

fn check_each_once(entries: &[Entry], mistakes: &mut Errors) {
    for (position, entry) in entries.iter().enumerate() {
        let kind = std::mem::discriminant(entry);
        // A duplicate option is reported with the other options.
        if entries.iter().take(position).any(|earlier| std::mem::discriminant(earlier) == kind)
            && !matches!(entry, Entry::Choice(_))
        {
            mistakes.at(entry, format!("duplicate {}, write it once", entry.what()));
        }
    }
}

impl Entry {
    fn what(&self) -> &'static str {
        match self {
            Self::Choice(_) => "`crate`",
            Self::Implies { .. } => "`implies`",
            Self::Name(_) => "name",
            Self::RenameAll { .. } => "`rename_all`",
        }
    }
}

impl Enumeration {
    pub(crate) fn choices(&self) -> impl Iterator<Item = &Choice> + Clone {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Choice(choice) => Some(choice),
            _ => None,
        })
    }
}

impl ToTokens for Entry {
    fn to_tokens(&self, tokens: &mut proc_macro2::TokenStream) {
        match self {
            Self::Choice(Choice { word, .. })
            | Self::Implies { word, .. }
            | Self::RenameAll { word, .. } => {
                word.to_tokens(tokens);
            }
            Self::Name(name) => name.to_tokens(tokens),
        }
    }
}
