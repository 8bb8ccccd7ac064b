//! The valid values of each keyword.

use crate::ast::{Keyed, Reason, Value};
use crate::errors::Errors;
use crate::keywords::{Key, Kind};
use crate::validate::logic::fact::Fact;
use crate::validate::spelling::check_spelling;
use crate::validate::values::network::Network;
use proc_macro2::Span;
use std::collections::BTreeSet;
use syn::LitStr;

pub(super) mod duration;
pub(super) mod naming;
pub(crate) mod network;

pub(crate) fn check_values(keyed: &Keyed, mistakes: &mut Errors) {
    for value in &keyed.values {
        if let Value::Text(text) = value {
            check_text(text, keyed.key, mistakes);
        }
    }
    match keyed.key {
        Key::Ip => check_no_network_in_another(keyed, mistakes),
        Key::MaxAge => check_single(keyed, mistakes),
        Key::Acr | Key::Grant(_) | Key::Issuer => check_repeated_value(keyed, mistakes),
    }
}

fn check_text(text: &LitStr, key: Key, mistakes: &mut Errors) {
    let value = text.value();
    if value.trim().is_empty() {
        check_not_empty(text, key, mistakes);
        return;
    }
    let is_text = matches!(key, Key::Acr | Key::Grant(_) | Key::Issuer);
    if is_text && check_spelling(text, &value, key, mistakes) {
        return;
    }
    match key {
        Key::Grant(Kind::Scope) => {
            check_token(text, &value, "scope", "RFC 6749, section 3.3", mistakes);
        }
        // Challenges list them with spaces between them.
        Key::Acr => check_token(text, &value, "acr", "RFC 9470, section 3", mistakes),
        Key::Grant(_) | Key::Issuer => check_no_space_around(text, &value, key, mistakes),
        Key::Ip | Key::MaxAge if value.trim() != value => {
            check_no_space_around(text, &value, key, mistakes);
        }
        Key::Ip => note(text, Network::read(&value), mistakes),
        Key::MaxAge => note(text, duration::seconds(&value), mistakes),
    }
}

fn note<T>(text: &LitStr, result: Result<T, String>, mistakes: &mut Errors) {
    if let Err(message) = result {
        mistakes.at(text, message);
    }
}

/// Refuses an empty name. No grant has one.
fn check_not_empty(text: &LitStr, key: Key, mistakes: &mut Errors) {
    let (word, what, example) = (key.word(), what(key), key.example());
    let message = format!("empty `{word}`, write a {what} between the quotes: `{example}`");
    mistakes.at(text, message);
}

/// Refuses outer spaces. Grants are compared exactly, so the token would need the space too.
fn check_no_space_around(text: &LitStr, value: &str, key: Key, mistakes: &mut Errors) {
    let trimmed = value.trim();
    if trimmed != value && !trimmed.is_empty() {
        let (word, what) = (key.word(), what(key));
        let message = format!(
            "white space around the {what} would be part of it, write `{word} = {trimmed:?}`"
        );
        mistakes.at(text, message);
    }
}

fn what(key: Key) -> &'static str {
    match key {
        Key::Grant(_) => "name",
        Key::Acr | Key::Ip | Key::Issuer | Key::MaxAge => "value",
    }
}

/// Refuses strings that are no scope (RFC 6749 §3.3): `!`, `#` to `[` and `]` to `~`. No token
/// could hold another one, and `"a b"` looks like two scopes.
fn check_token(text: &LitStr, value: &str, word: &str, source: &str, mistakes: &mut Errors) {
    let what = if word == "scope" { "a scope" } else { "an `acr` value" };
    let parts: Vec<&str> = value.split_whitespace().collect();
    if let Some(shown) = foreign_letter(value) {
        let message = format!(
            "{what} cannot hold `{shown}`: only visible ASCII but `\"` and `\\` ({source})"
        );
        mistakes.at(text, message);
    } else if let [part] = parts.as_slice() {
        if *part != value {
            mistakes.at(text, format!("{what} cannot hold white space, write `{word} = {part:?}`"));
        }
    } else {
        let quoted = |between: &str| {
            parts.iter().map(|part| format!("{part:?}")).collect::<Vec<_>>().join(between)
        };
        let either = format!("`{word} = {}`", quoted(" | "));
        let both = quoted(&format!(", {word} = "));
        let message = match word {
            "scope" => format!(
                "a space separates scopes, write `scope = {both}` if the caller needs all of \
                 them, {either} if one is enough"
            ),
            _ => format!("a space separates values of `{word}`, write {either}"),
        };
        mistakes.at(text, message);
    }
}

/// Returns the invalid character in readable form.
pub(crate) fn foreign_letter(value: &str) -> Option<String> {
    let is_allowed =
        |letter: char| matches!(letter, '!' | '#'..='[' | ']'..='~') || letter.is_whitespace();
    let letter = value.chars().find(|letter| !is_allowed(*letter))?;
    Some(if letter.is_control() { letter.escape_unicode().to_string() } else { letter.to_string() })
}

/// Reports duplicates: `role = "a" | "a"`.
fn check_repeated_value(keyed: &Keyed, mistakes: &mut Errors) {
    if keyed.values.len() < 2 {
        return;
    }
    let mut seen = BTreeSet::new();
    for value in &keyed.values {
        if let Some(fact) = Fact::value(keyed.key, value)
            && !seen.insert(fact)
        {
            mistakes.at(value, format!("duplicate value `{value}`, remove it"));
        }
    }
}

/// Reports a network inside of another one: `ip = "10.0.0.0/8" | "10.1.0.0/16"`.
fn check_no_network_in_another(keyed: &Keyed, mistakes: &mut Errors) {
    let networks: Vec<(&LitStr, Network)> = keyed
        .values
        .iter()
        .filter_map(|value| match value {
            Value::Text(text) => Some((text, Network::read(&text.value()).ok()?)),
            Value::Broken | Value::Variant(_) => None,
        })
        .collect();
    for (position, (text, network)) in networks.iter().enumerate() {
        // Of two equal ones, the later one is reported.
        let outer = networks.iter().enumerate().find(|(other, (_, outer))| {
            *other != position && network.lies_in(outer) && (*other < position || network != outer)
        });
        if let Some((_, (outer_text, outer))) = outer {
            let (inner, outer_text) = (text.token(), outer_text.token());
            let message = if inner.to_string() == outer_text.to_string() {
                format!("duplicate value `{inner}`, remove it")
            } else if network == outer {
                format!("`{inner}` is the same network as `{outer_text}`, remove one of them")
            } else {
                format!("`{inner}` lies inside of `{outer_text}`, remove it")
            };
            mistakes.at(text, message);
        }
    }
}

/// Refuses several ages: `max_age = "15m" | "1h"`.
fn check_single(keyed: &Keyed, mistakes: &mut Errors) {
    if let [_, second, ..] = keyed.values.as_slice() {
        let message = "`max_age` takes one duration; of two, only the longer would have an \
        effect: remove the other";
        mistakes.at(second, message);
    }
}

/// Refuses an empty reason. Reviewers read it in the list of open routes.
pub(crate) fn check_reason(reason: &Reason, mistakes: &mut Errors) -> Option<LitStr> {
    const WRITE: &str = "write `#[public(\"why no login is needed\")]`";
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
