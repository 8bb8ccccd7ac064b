//! Parses a `check(…)`: Rust in a rule.

use super::cursor;
use crate::ast::{Question, Requirement};
use crate::errors::Errors;
use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{Parse as _, ParseStream, Parser, Result};
use syn::{Error, Expr, Ident, Token, parenthesized, token};

const WRITE: &str = "write `check(post.author == subject)`";

pub(super) fn question(input: ParseStream<'_>, mistakes: &mut Errors) -> Result<Requirement> {
    let word = input.call(Ident::parse_any)?;
    if !input.peek(token::Paren) {
        let message = format!("`check` takes an expression in parentheses: {WRITE}");
        return Err(if input.peek(Token![=]) {
            cursor::wrong(input, message)
        } else {
            Error::new_spanned(word, message)
        });
    }
    let content;
    let parentheses = parenthesized!(content in input).span.join();
    let tokens: TokenStream = content.parse()?;
    let expression = expression.parse2(tokens.clone()).unwrap_or_else(|mistake| {
        let message = match () {
            () if tokens.is_empty() => {
                Error::new(parentheses, format!("`check()` has no expression: {WRITE}"))
            }
            () if several.parse2(tokens).is_ok() => Error::new(
                mistake.span(),
                "`check(…)` takes one expression: write a `check(…)` for each",
            ),
            () => {
                Error::new(mistake.span(), format!("`check(…)` takes a Rust expression: {mistake}"))
            }
        };
        mistakes.push(message);
        None
    });
    Ok(Requirement::Question(Question { word, parentheses, expression }))
}

/// An expression as it was written. It is parsed only to prove that it is one.
fn expression(input: ParseStream<'_>) -> Result<Option<Expr>> {
    input.parse().map(Some)
}

fn several(input: ParseStream<'_>) -> Result<()> {
    input.parse_terminated(Expr::parse, Token![,]).map(drop)
}
