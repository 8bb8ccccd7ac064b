//! Parses a list of requirements and options, and one requirement.

use super::messages::NO_NOT;
use super::{check, comparison, cursor, keyed, option, recover};
use crate::ast::{Group, Item, List, Requirement, literal_text, path_text};
use crate::errors::Errors;
use crate::keywords::{self, Logic, Word};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Result};
use syn::{Error, Ident, Lit, LitStr, Path, Token, parenthesized, token};

/// Parses a list, and takes every token of the input.
pub(super) fn list(input: ParseStream<'_>, mistakes: &mut Errors) -> List {
    let mut items = Vec::new();
    while !input.is_empty() {
        if input.peek(Token![,]) {
            mistakes.push(cursor::wrong(input, "unexpected `,`, expected a requirement before it"));
            items.push(Item::Broken);
            cursor::skip_one(input);
            continue;
        }
        items.push(item(input, mistakes).unwrap_or_else(|mistake| {
            mistakes.push(mistake);
            cursor::skip_to_comma(input);
            Item::Broken
        }));
        if input.peek(Token![,]) {
            cursor::skip_one(input);
        } else if !input.is_empty() {
            // Tokens that could not be joined to the item may have changed its meaning.
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
        _ => requirement(input, mistakes).map(Item::Requirement),
    }
}

fn requirement(input: ParseStream<'_>, mistakes: &mut Errors) -> Result<Requirement> {
    let word = cursor::word(input);
    let text = word.as_ref().map_or_else(|| cursor::text(input), Ident::to_string);
    if text.starts_with('!') || keywords::negates(&text) {
        return Err(cursor::wrong(input, format!("there is no `{text}`: {NO_NOT}")));
    }
    if comparison::starts_with_literal(input) {
        return comparison::comparison(input, mistakes);
    }
    let Some(word) = word else {
        if input.peek(Token![::]) {
            return policy(input);
        }
        return Err(not_a_word(input));
    };
    if input.peek2(Token![::]) || text.starts_with(char::is_uppercase) {
        return policy(input);
    }
    match keywords::find(&text) {
        Some(Word::Authenticated) => authenticated(input),
        Some(Word::Group(logic)) => group(input, logic, mistakes),
        Some(Word::Key(key)) => keyed::keyed(input, key, mistakes),
        Some(Word::Operand(_)) => comparison::comparison(input, mistakes),
        Some(Word::Question) => check::question(input, mistakes),
        None if comparison::follows(input) => Err(comparison::unknown_operand(input, &word)),
        // Options are parsed before.
        Some(Word::Option(_)) | None => Err(unknown(input, &word)),
    }
}

fn unknown(input: ParseStream<'_>, word: &Ident) -> Error {
    let is_alone = !(input.peek2(Token![=]) || input.peek2(token::Paren));
    if let Some(message) = keywords::from_elsewhere(&word.to_string(), is_alone) {
        return Error::new_spanned(word, message);
    }
    let message = match keywords::did_you_mean(&word.to_string()) {
        _ if word == "and" || word == "or" => format!(
            "unexpected `{word}`: a comma joins requirements that must all be met, `any(…, …)` \
             those of which one is enough"
        ),
        Some(meant) => format!("unknown requirement `{word}`, did you mean `{meant}`?"),
        None if is_alone && input.peek(Ident) => format!(
            "unknown requirement `{word}`, write `role = \"{word}\"` for a role, `claim.{word} == \
             true` for a claim, or the name of a \
             policy such as `CanPublish`"
        ),
        None => format!("unknown requirement `{word}`, expected {}", keywords::EXPECTED),
    };
    Error::new_spanned(word, message)
}

fn not_a_word(input: ParseStream<'_>) -> Error {
    let text = cursor::text(input);
    if let Ok(literal) = input.fork().parse::<LitStr>() {
        let value = literal.token();
        return Error::new_spanned(
            literal,
            format!(
                "a value without a requirement: write `role = {value}`; a comma joins \
                 requirements that must all be met, \
                 `role = \"…\" | {value}` and `any(…)` those of which one is enough"
            ),
        );
    }
    if let Ok(literal) = input.fork().parse::<Lit>() {
        let value = literal_text(&literal);
        return Error::new_spanned(
            literal,
            format!("a value without a requirement: write for example `claim.level >= {value}`"),
        );
    }
    if input.peek(token::Paren) {
        return cursor::wrong(
            input,
            "parentheses alone do not group: write `all(…)` if all of it must be met, `any(…)` if \
             one is enough",
        );
    }
    if input.peek(Token![#]) {
        return cursor::wrong(
            input,
            "unexpected `#`, no attribute can stand here; in `policy!` a `;` ends each policy",
        );
    }
    cursor::wrong(input, format!("unexpected `{text}`, expected {}", keywords::EXPECTED))
}

fn authenticated(input: ParseStream<'_>) -> Result<Requirement> {
    let word = input.call(Ident::parse_any)?;
    if input.peek(Token![=]) || input.peek(token::Paren) {
        return Err(cursor::wrong(
            input,
            "`authenticated` stands alone: write `authenticated` without a value",
        ));
    }
    Ok(Requirement::Authenticated(word))
}

fn group(input: ParseStream<'_>, logic: Logic, mistakes: &mut Errors) -> Result<Requirement> {
    let word = input.call(Ident::parse_any)?;
    if !input.peek(token::Paren) {
        return Err(Error::new_spanned(
            word,
            format!(
                "`{logic}` takes its requirements in parentheses: write `{logic}(role = \
                 \"admin\", CanPublish)`"
            ),
        ));
    }
    let content;
    let parentheses = parenthesized!(content in input).span.join();
    let list = list(&content, mistakes);
    Ok(Requirement::Group(Group { word, logic, parentheses, list }))
}

fn policy(input: ParseStream<'_>) -> Result<Requirement> {
    const GENERIC: &str = "generic policies cannot be named here: write `type MyPolicy = …<…>;` \
    above and `MyPolicy` here";
    let place = input.span();
    let path = input.call(Path::parse_mod_style).map_err(|_| match () {
        () if input.peek(Token![<]) => Error::new(place, GENERIC),
        () => Error::new(place, "expected a policy's name after `::`"),
    })?;
    let text = path_text(&path);
    let last = path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    if (text.starts_with("claim::") || text.starts_with("path::"))
        && last.starts_with(char::is_lowercase)
    {
        let message = format!("a name follows a dot: write `{}`", text.replace("::", "."));
        return Err(Error::new_spanned(path, message));
    }
    if !(input.peek(Token![=]) || input.peek(Token![<]) || input.peek(token::Paren)) {
        return match variant(&path, &text) {
            Some(message) => Err(Error::new_spanned(path, message)),
            None => Ok(Requirement::Policy(path)),
        };
    }
    let lower = text.to_lowercase();
    let message = if keywords::find(&lower).is_some() {
        format!("unknown requirement `{text}`, did you mean `{lower}`?")
    } else if input.peek(Token![<]) {
        GENERIC.to_owned()
    } else {
        format!("`{text}` is a policy's name and takes no value: write `{text}` alone")
    };
    Err(Error::new_spanned(path, message))
}

/// Reports a path such as `Role::Admin`. A policy is a type, and a type has no variants as members.
fn variant(path: &Path, text: &str) -> Option<String> {
    let mut names = path.segments.iter().rev().skip(1).map(|segment| segment.ident.to_string());
    let owner =
        names.next().filter(|owner| owner.starts_with(char::is_uppercase) && owner != "Self")?;
    let kind = ["role", "scope", "permission", "group"]
        .into_iter()
        .find(|kind| owner.to_lowercase().contains(kind))
        .unwrap_or("role");
    Some(format!("`{text}` is a value and no policy: write `{kind} = {text}`"))
}
