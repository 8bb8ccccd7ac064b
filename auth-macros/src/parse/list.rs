//! Reads items between commas, and finds the next comma behind a mistake.

use super::{cursor, option, recover, requirement};
use crate::ast::{Item, List};
use crate::errors::Errors;
use crate::keywords::{self, Word};
use proc_macro2::TokenTree;
use syn::Token;
use syn::parse::{ParseStream, Result};

/// Takes every token of the input.
pub(super) fn list(input: ParseStream<'_>, mistakes: &mut Errors) -> List {
    let mut items = Vec::new();
    while !input.is_empty() {
        if input.peek(Token![,]) {
            mistakes
                .push(cursor::wrong(input, "unexpected `,`, a requirement must stand before it"));
            items.push(Item::Broken);
            skip_one(input);
            continue;
        }
        items.push(item(input, mistakes).unwrap_or_else(|mistake| {
            mistakes.push(mistake);
            skip_to_comma(input);
            Item::Broken
        }));
        if input.peek(Token![,]) {
            skip_one(input);
        } else if !input.is_empty() {
            // What could not be joined to the item may have changed its meaning.
            items.push(Item::Broken);
            recover::without_comma(input, mistakes);
        }
    }
    List { items }
}

fn item(input: ParseStream<'_>, mistakes: &mut Errors) -> Result<Item> {
    let word = cursor::word(input).filter(|_| !input.peek2(Token![::]));
    let setting = word.and_then(|word| keywords::find(&word.to_string()));
    match setting {
        Some(Word::Option(setting)) => option::choice(input, setting, mistakes).map(Item::Choice),
        _ => requirement::requirement(input, mistakes).map(Item::Requirement),
    }
}

pub(super) fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        skip_one(input);
    }
}

pub(super) fn skip_one(input: ParseStream<'_>) {
    // An error means that nothing is left, which ends every loop that calls this.
    let _end = input.parse::<TokenTree>();
}
