//! Parses one option of an attribute.

use super::cursor;
use crate::ast::{Choice, ChoiceValue};
use crate::errors::Errors;
use crate::keywords::Setting;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Result};
use syn::{Error, Expr, Ident, LitStr, Path, Token};

pub(super) fn choice(
    input: ParseStream<'_>,
    setting: Setting,
    mistakes: &mut Errors,
) -> Result<Choice> {
    let word = input.call(Ident::parse_any)?;
    match setting {
        Setting::Crate => {
            core(input, &word).map(|path| Choice { word, setting, value: ChoiceValue::Path(path) })
        }
        Setting::Conceal | Setting::ReportOnly => {
            if !input.is_empty() && !input.peek(Token![,]) && cursor::word(input).is_none() {
                let message = format!("`{word}` stands alone: write `{word}` without a value");
                mistakes.push(cursor::wrong(input, message));
                cursor::skip_to_comma(input);
            }
            Ok(Choice { word, setting, value: ChoiceValue::Flag })
        }
        Setting::From => caller(input, &word).map(|caller| Choice {
            word,
            setting,
            value: ChoiceValue::Rust(caller.to_token_stream()),
        }),
    }
}

/// Parses `crate = ::auth`: the path of `auth_core`.
fn core(input: ParseStream<'_>, word: &Ident) -> Result<Path> {
    const WRITE: &str = "write `crate = ::auth`, or `crate = crate::auth` for a re-export";
    if input.peek(Token![==]) || input.parse::<Token![=]>().is_err() {
        return Err(Error::new_spanned(word, format!("`crate` is an option with a path: {WRITE}")));
    }
    if let Ok(text) = input.fork().parse::<LitStr>() {
        let message = format!("`crate` takes a path without quotes: {WRITE}");
        return Err(Error::new_spanned(text, message));
    }
    let place = if input.is_empty() { word.span() } else { input.span() };
    input
        .call(Path::parse_mod_style)
        .map_err(|_| Error::new(place, format!("`crate` takes a path: {WRITE}")))
}

/// Parses `from = request`: the source of the caller.
fn caller(input: ParseStream<'_>, word: &Ident) -> Result<Expr> {
    const WRITE: &str = "write `from = request` for an argument `request`";
    if input.peek(Token![==]) || input.parse::<Token![=]>().is_err() {
        return Err(Error::new_spanned(
            word,
            format!("`from` takes the source of the identity: {WRITE}"),
        ));
    }
    if let Ok(text) = input.fork().parse::<LitStr>() {
        return Err(Error::new_spanned(
            text,
            format!("`from` takes an expression without quotes: {WRITE}"),
        ));
    }
    if input.is_empty() || input.peek(Token![,]) {
        return Err(Error::new_spanned(
            word,
            format!("`from` takes the source of the identity: {WRITE}"),
        ));
    }
    input.parse().map_err(|mistake| {
        Error::new(mistake.span(), format!("`from` takes a Rust expression, {mistake}: {WRITE}"))
    })
}
