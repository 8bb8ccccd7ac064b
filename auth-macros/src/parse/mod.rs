//! Reads tokens into the syntax tree. Goes on behind a mistake, so that the next one is reported as well.

mod check;
mod comparison;
mod cursor;
mod enumeration;
mod keyed;
mod list;
mod operand;
mod option;
mod policy;
mod public;
mod recover;
mod requirement;
mod value;

use crate::ast::{Enumeration, List, Opening, Policies};
use crate::errors::Errors;
use crate::keywords::Kind;
use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};

/// What stands in the parentheses of `#[require(…)]`.
pub(crate) fn require(tokens: TokenStream, mistakes: &mut Errors) -> List {
    whole(tokens, mistakes, list::list).unwrap_or_else(|| List { items: Vec::new() })
}

/// What stands in the parentheses of `#[public(…)]`.
pub(crate) fn public(tokens: TokenStream, mistakes: &mut Errors) -> Option<Opening> {
    whole(tokens, mistakes, public::opening)
}

/// What stands in the braces of `policy! { … }`.
pub(crate) fn policies(tokens: TokenStream, mistakes: &mut Errors) -> Policies {
    policy::policies(tokens, mistakes)
}

/// What `#[derive(Role)]` stands on.
pub(crate) fn enumeration(
    tokens: TokenStream,
    kind: Kind,
    mistakes: &mut Errors,
) -> Option<Enumeration> {
    enumeration::enumeration(tokens, kind, mistakes)
}

/// Runs a reader that takes every token or says what is wrong with those that it leaves.
fn whole<T>(
    tokens: TokenStream,
    mistakes: &mut Errors,
    read: impl Fn(ParseStream<'_>, &mut Errors) -> T,
) -> Option<T> {
    // SECURITY: `parse2` refuses what a reader leaves over; a published guard ignored it and let everybody in.
    let result = (|input: ParseStream<'_>| Ok(read(input, mistakes))).parse2(tokens);
    result.map_err(|error| mistakes.push(error)).ok()
}
