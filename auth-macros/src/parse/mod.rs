//! Parses tokens into the syntax tree. Parsing continues behind an error, so that the next one is
//! reported too.

mod check;
mod comparison;
mod cursor;
mod enumeration;
mod keyed;
mod messages;
mod operand;
mod option;
mod policy;
mod public;
mod recover;
mod requirement;
mod value;
mod whole;

use self::whole::whole;
use crate::ast::{Enumeration, List, Opening, Policies};
use crate::errors::Errors;
use crate::keywords::Kind;
use proc_macro2::TokenStream;

/// Parses the arguments of `#[require(…)]`.
pub(crate) fn require(tokens: TokenStream, mistakes: &mut Errors) -> List {
    whole(tokens, mistakes, requirement::list).unwrap_or_else(|| List { items: Vec::new() })
}

/// Parses the arguments of `#[public(…)]`.
pub(crate) fn public(tokens: TokenStream, mistakes: &mut Errors) -> Option<Opening> {
    whole(tokens, mistakes, public::opening)
}

/// Parses the entries of `policy! { … }`.
pub(crate) fn policies(tokens: TokenStream, mistakes: &mut Errors) -> Policies {
    policy::policies(tokens, mistakes)
}

/// Parses the item under `#[derive(Role)]`.
pub(crate) fn enumeration(
    tokens: TokenStream,
    kind: Kind,
    mistakes: &mut Errors,
) -> Option<Enumeration> {
    enumeration::enumeration(tokens, kind, mistakes)
}
