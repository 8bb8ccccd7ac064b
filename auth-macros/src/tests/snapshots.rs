//! Expansions as documentation: `tests/compile/expansions/x.rs` beside `x.expanded.rs`.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test -p auth-macros snapshots` updates them.

use crate::errors::Errors;
use crate::keywords::Kind;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use std::path::Path;
use syn::{Attribute, File, ImplItem, Item, ItemEnum, Meta};

const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/compile/expansions");

#[test]
fn every_example_expands_as_its_snapshot_shows() {
    let mut names: Vec<_> = std::fs::read_dir(DIRECTORY)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.strip_suffix(".rs").is_some_and(|name| !name.contains('.')))
        .collect();
    names.sort();
    assert!(names.len() >= 5, "the examples are gone: {names:?}");
    for name in names {
        let source = std::fs::read_to_string(Path::new(DIRECTORY).join(&name)).unwrap();
        let snapshot = Path::new(DIRECTORY).join(name.replace(".rs", ".expanded.rs"));
        let expanded = expand(&source);
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(&snapshot, &expanded).unwrap();
        }
        let expected = std::fs::read_to_string(&snapshot).unwrap_or_default();
        assert_eq!(
            expanded, expected,
            "{name}: run with UPDATE_SNAPSHOTS=1 and read the difference"
        );
    }
}

/// Expands these macros, from the outermost attribute to the innermost, until none is left.
fn expand(source: &str) -> String {
    let mut file: File = syn::parse_file(source).unwrap();
    let mut pending: Vec<Item> = std::mem::take(&mut file.items);
    pending.reverse();
    while let Some(item) = pending.pop() {
        match item {
            Item::Fn(mut function) => match attribute(&mut function.attrs) {
                Some(attribute) => {
                    let expanded = expand_attribute(&attribute, function.to_token_stream());
                    let items = syn::parse2::<File>(expanded).unwrap().items;
                    pending.extend(items.into_iter().rev());
                }
                None => file.items.push(Item::Fn(function)),
            },
            Item::Impl(mut block) => {
                for item in &mut block.items {
                    if let ImplItem::Fn(function) = item
                        && let Some(attribute) = attribute(&mut function.attrs)
                    {
                        let expanded = expand_attribute(&attribute, function.to_token_stream());
                        *item = syn::parse2(expanded).unwrap();
                    }
                }
                file.items.push(Item::Impl(block));
            }
            Item::Enum(item) => file.items.extend(expand_derive(item)),
            Item::Macro(item) if item.mac.path.is_ident("policy") => {
                let expanded =
                    expand_with(|mistakes| crate::policy_tokens(item.mac.tokens, mistakes));
                file.items.extend(syn::parse2::<File>(expanded).unwrap().items);
            }
            other => file.items.push(other),
        }
    }
    prettyplease::unparse(&file)
}

/// Returns the enum without the derive, and the code that the derive adds.
fn expand_derive(mut item: ItemEnum) -> Vec<Item> {
    let kinds = [Kind::Group, Kind::Permission, Kind::Role, Kind::Scope];
    let derives = |attribute: &Attribute, kind: Kind| {
        attribute.path().is_ident("derive")
            && attribute.to_token_stream().to_string().contains(kind.derive())
    };
    let Some(kind) =
        kinds.into_iter().find(|kind| item.attrs.iter().any(|one| derives(one, *kind)))
    else {
        return vec![Item::Enum(item)];
    };
    let tokens =
        expand_with(|mistakes| crate::derive_tokens(kind, item.to_token_stream(), mistakes));
    let is_ours =
        |attribute: &Attribute| derives(attribute, kind) || attribute.path().is_ident(kind.word());
    item.attrs.retain(|attribute| !is_ours(attribute));
    item.variants
        .iter_mut()
        .for_each(|variant| variant.attrs.retain(|attribute| !is_ours(attribute)));
    let mut items = vec![Item::Enum(item)];
    items.extend(syn::parse2::<File>(tokens).unwrap().items);
    items
}

/// Takes the first attribute of this crate.
fn attribute(attributes: &mut Vec<Attribute>) -> Option<Attribute> {
    let ours = |attribute: &Attribute| {
        attribute.path().is_ident("require") || attribute.path().is_ident("public")
    };
    let position = attributes.iter().position(ours)?;
    Some(attributes.remove(position))
}

fn expand_attribute(attribute: &Attribute, item: TokenStream) -> TokenStream {
    let arguments = match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => quote!(),
    };
    expand_with(|mistakes| {
        if attribute.path().is_ident("require") {
            crate::require_tokens(arguments, item, mistakes)
        } else {
            crate::public_tokens(arguments, item, mistakes)
        }
    })
}

fn expand_with(generate: impl FnOnce(&mut Errors) -> TokenStream) -> TokenStream {
    crate::reported(generate)
}
