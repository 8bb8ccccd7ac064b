//! What a value may be.

use crate::error::Mistakes;
use crate::syntax::{Grant, Reason, Value};
use crate::words::Kind;
use proc_macro2::Span;
use std::collections::BTreeSet;
use syn::LitStr;

pub(super) fn check_values(grant: &Grant, mistakes: &mut Mistakes) {
    for value in &grant.values {
        if let Value::Text(text) = value {
            let value = text.value();
            check_not_empty(text, &value, grant.kind, mistakes);
            match grant.kind {
                Kind::Scope => check_scope(text, &value, mistakes),
                Kind::Group | Kind::Permission | Kind::Role => {
                    check_no_space_around(text, &value, grant.kind, mistakes);
                }
            }
        }
    }
}

/// No caller has a grant without a name, so an empty one is a forgotten one.
fn check_not_empty(text: &LitStr, value: &str, kind: Kind, mistakes: &mut Mistakes) {
    if value.trim().is_empty() {
        let message =
            format!("empty `{}`, write a name between the quotes: `{}`", kind.word(), kind.example());
        mistakes.at(text, message);
    }
}

/// Grants are compared to the letter, so the space would have to be in the token as well.
fn check_no_space_around(text: &LitStr, value: &str, kind: Kind, mistakes: &mut Mistakes) {
    let trimmed = value.trim();
    if trimmed != value && !trimmed.is_empty() {
        let word = kind.word();
        let message =
            format!("white space around the name would be part of it, write `{word} = {trimmed:?}`");
        mistakes.at(text, message);
    }
}

/// RFC 6749, section 3.3: a scope is of `!`, `#` to `[` and `]` to `~`; a space separates scopes. No token could hold any
/// other, and `"a b"` would look like both of them and be met by nobody.
fn check_scope(text: &LitStr, value: &str, mistakes: &mut Mistakes) {
    let scopes: Vec<&str> = value.split_whitespace().collect();
    let other = value
        .chars()
        .find(|letter| !matches!(letter, '!' | '#'..='[' | ']'..='~') && !letter.is_whitespace());
    if let Some(letter) = other {
        let message = format!(
            "a scope cannot hold `{letter}`: only visible ASCII but `\"` and `\\` (RFC 6749, section 3.3)"
        );
        mistakes.at(text, message);
    } else if let [scope] = scopes.as_slice() {
        if *scope != value {
            mistakes.at(text, format!("a scope cannot hold white space, write `scope = {scope:?}`"));
        }
    } else if !scopes.is_empty() {
        let quoted =
            |between: &str| scopes.iter().map(|scope| format!("{scope:?}")).collect::<Vec<_>>().join(between);
        let (both, either) = (quoted(", scope = "), quoted(" | "));
        let message = format!(
            "a space separates scopes, write `scope = {both}` if the caller needs all of them, `scope = {either}` if one is enough"
        );
        mistakes.at(text, message);
    }
}

/// `role = "a" | "a"`
pub(super) fn check_repeated_value(grant: &Grant, mistakes: &mut Mistakes) {
    let mut seen = BTreeSet::new();
    for value in &grant.values {
        if let Value::Text(text) = value
            && !seen.insert(text.value())
        {
            mistakes.at(text, format!("`{}` is among the values already, remove it", text.token()));
        }
    }
}

/// The reason is what a reviewer reads in the list of open routes.
pub(super) fn check_reason(reason: &Reason, mistakes: &mut Mistakes) -> Option<LitStr> {
    const WRITE: &str = "write `#[public(\"why everybody may call this\")]`";
    match reason {
        Reason::Text(text) if text.value().trim().is_empty() => {
            mistakes.at(text, format!("empty reason, {WRITE}"));
            None
        }
        Reason::Text(text) => Some(text.clone()),
        Reason::Missing => {
            mistakes.at_span(Span::call_site(), format!("no reason, {WRITE}"));
            None
        }
        Reason::Broken => None,
    }
}
