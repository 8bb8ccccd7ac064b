//! Runs a parser on all tokens of an attribute.

use crate::errors::Errors;
use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};

/// Runs a parser that takes every token, or reports those that it leaves.
pub(super) fn whole<T>(
    tokens: TokenStream,
    mistakes: &mut Errors,
    read: impl Fn(ParseStream<'_>, &mut Errors) -> T,
) -> Option<T> {
    // SECURITY: `parse2` refuses tokens that a parser leaves. A published guard ignored them, and
    // every caller passed.
    let result = (|input: ParseStream<'_>| Ok(read(input, mistakes))).parse2(tokens);
    result.map_err(|error| mistakes.push(error)).ok()
}
