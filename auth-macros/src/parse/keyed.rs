//! Parses a requirement with values behind a `=`.

use super::messages::NO_NOT;
use super::{cursor, value};
use crate::ast::{Keyed, Requirement};
use crate::errors::Errors;
use crate::keywords::Key;
use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Result};
use syn::{Error, Ident, Token};

pub(super) fn keyed(
    input: ParseStream<'_>,
    key: Key,
    mistakes: &mut Errors,
) -> Result<Requirement> {
    let word = input.call(Ident::parse_any)?;
    let (name, example) = (key.word(), key.example());
    if input.is_empty() || input.peek(Token![,]) {
        return Err(Error::new_spanned(word, format!("`{name}` needs a value: write `{example}`")));
    }
    if input.peek(Token![!=]) {
        return Err(cursor::wrong(input, format!("there is no `!=`: {NO_NOT}")));
    }
    let signs = cursor::tokens(input);
    let sign = cursor::joined(&signs);
    let place = || signs.iter().cloned().collect::<TokenStream>();
    match sign.as_str() {
        "=" => {}
        "==" | "=>" | ":" | ":=" => {
            mistakes.at(
                place(),
                format!("unexpected `{sign}`, `{name}` takes a single `=`: `{example}`"),
            );
        }
        _ => {
            return Err(cursor::wrong(
                input,
                format!("`{name}` takes its value after `=`: write `{example}`"),
            ));
        }
    }
    for _ in &signs {
        cursor::skip_one(input);
    }
    if input.is_empty() || input.peek(Token![,]) {
        return Err(Error::new_spanned(
            place(),
            format!("`{name}` needs a value: write `{example}`"),
        ));
    }
    let values = value::values(input, key, mistakes)?;
    Ok(Requirement::Keyed(Keyed { word, key, values }))
}
