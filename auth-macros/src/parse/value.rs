//! Parses the values behind a requirement's `=`.

use super::cursor;
use crate::ast::{Value, literal_text, path_text};
use crate::errors::Errors;
use crate::keywords::{self, Key};
use std::fmt::Display;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Result};
use syn::{Error, Ident, Lit, Path, Token, parenthesized, token};

/// Parses one value, and another one behind each `|`.
pub(super) fn values(
    input: ParseStream<'_>,
    key: Key,
    mistakes: &mut Errors,
) -> Result<Vec<Value>> {
    let mut values = vec![value(input, key, mistakes)?];
    loop {
        if input.peek(Token![||]) {
            // A value (`"a" || "b"`) or a requirement may follow `||`. [`recover`](super::recover)
            // reports both.
            let ahead = input.fork();
            cursor::skip(&ahead);
            let is_typed =
                matches!(values.last(), Some(Value::Variant(_))) && !is_requirement(&ahead);
            if !ahead.peek(Lit) && !is_typed {
                return Ok(values);
            }
            mistakes
                .push(cursor::wrong(input, "unexpected `||`, write a single `|` between values"));
            cursor::skip(input);
        } else if input.peek(Token![|]) {
            let ahead = input.fork();
            cursor::skip_one(&ahead);
            // [`recover`](super::recover) reports `role = "a" | scope = "b"` as well.
            if is_requirement(&ahead) {
                return Ok(values);
            }
            if ahead.is_empty() || ahead.peek(Token![,]) {
                return Err(cursor::wrong(input, "expected a value after `|`"));
            }
            cursor::skip_one(input);
        } else {
            return Ok(values);
        }
        values.push(value(input, key, mistakes)?);
    }
}

fn is_requirement(input: ParseStream<'_>) -> bool {
    let Some(word) = cursor::word(input) else { return false };
    // `crate::Role::Admin` is a path, although `crate` alone is a keyword here.
    if input.peek2(Token![::]) {
        return false;
    }
    let followed = input.peek2(Token![=]) || input.peek2(token::Paren) || input.peek2(Token![.]);
    followed || keywords::find(&word.to_string()).is_some()
}

/// Parses a value. It reports an error behind which parsing can continue, and returns any other
/// one.
fn value(input: ParseStream<'_>, key: Key, mistakes: &mut Errors) -> Result<Value> {
    let name = key.word();
    if cursor::is_literal(input) {
        return match input.parse()? {
            Lit::Str(text) if text.suffix().is_empty() => Ok(Value::Text(text)),
            // The tokens that follow belong to the value: `10.0.0.0/8` has five tokens.
            other @ (Lit::Int(_) | Lit::Float(_)) if key == Key::Ip => Err(Error::new_spanned(
                other,
                format!("`ip` takes a string, write `{}`", key.example()),
            )),
            other => {
                mistakes
                    .at(&other, format!("`{name}` takes a string, write {}", quoted(&other, key)));
                Ok(Value::Broken)
            }
        };
    }
    if input.peek(Ident::peek_any) || input.peek(Token![::]) {
        let place = input.span();
        let path = input.call(Path::parse_mod_style).map_err(|_| {
            Error::new(place, "expected the path of a variant, without parameters: `Role::Admin`")
        })?;
        if matches!(key, Key::Grant(_)) && is_typed(&path) && !input.peek(Token![!]) {
            return Ok(Value::Variant(path));
        }
        if input.peek(token::Paren)
            && let Some(message) = called(input, &path, name)
        {
            mistakes.at(&path, message);
            cursor::skip_one(input);
            return Ok(Value::Broken);
        }
        mistakes.at(&path, unquoted(&path, name, input.peek(Token![!])));
        if input.peek(Token![!]) {
            cursor::skip_one(input);
            cursor::skip_one(input);
        }
        return Ok(Value::Broken);
    }
    if input.peek(token::Bracket) || input.peek(token::Paren) || input.peek(token::Brace) {
        let message = format!(
            "`{name}` takes no list: write `{name} = \"…\" | \"…\"` if one of them is enough"
        );
        mistakes.push(cursor::wrong(input, message));
        cursor::skip_one(input);
        return Ok(Value::Broken);
    }
    Err(cursor::wrong(
        input,
        format!(
            "unexpected `{}`, `{name}` takes a string: `{}`",
            cursor::text(input),
            key.example()
        ),
    ))
}

/// Returns the string to write in place of another literal.
fn quoted(literal: &Lit, key: Key) -> String {
    let name = key.word();
    let write = |value: &dyn Display| format!("`{name} = \"{value}\"`");
    match literal {
        Lit::Str(text) => format!("it without `{}` after the quotes", text.suffix()),
        Lit::Char(character) => write(&character.value()),
        Lit::ByteStr(_) => "it without `b` before the quotes".to_owned(),
        Lit::CStr(_) => "it without `c` before the quotes".to_owned(),
        Lit::Bool(truth) => write(&truth.value),
        Lit::Int(number) if key == Key::MaxAge && number.suffix().is_empty() => {
            format!("`{name} = \"{}s\"` if these are seconds", number.token())
        }
        Lit::Int(number) => write(&number.token()),
        Lit::Float(_) if key == Key::MaxAge => {
            format!("a whole number and a unit: `{}`", key.example())
        }
        Lit::Float(number) => write(&number.token()),
        _ => "it in double quotes".to_owned(),
    }
}

/// Returns the form to write in place of `any("a", "b")` behind `=`. A sign joins values.
fn called(input: ParseStream<'_>, path: &Path, name: &str) -> Option<String> {
    let word = path.get_ident()?.to_string();
    let is_all = match word.as_str() {
        "any" | "or" | "one_of" | "in" => false,
        "all" | "and" => true,
        _ => return None,
    };
    let values = |input: ParseStream<'_>| {
        let content;
        parenthesized!(content in input);
        let values = content.parse_terminated(<Lit as Parse>::parse, Token![,])?;
        Ok::<_, Error>(values.iter().map(literal_text).collect::<Vec<_>>())
    };
    let mut values = values(&input.fork()).unwrap_or_default();
    if values.is_empty() {
        values = vec!["\"…\"".to_owned(), "\"…\"".to_owned()];
    }
    Some(if is_all {
        let each: Vec<String> = values.iter().map(|value| format!("{name} = {value}")).collect();
        format!("`{word}(…)` joins requirements, not values: write `{}`", each.join(", "))
    } else {
        format!(
            "`{word}(…)` joins requirements, not values: write `{name} = {}`",
            values.join(" | ")
        )
    })
}

/// Returns the form to write in place of a word without quotes.
fn unquoted(path: &Path, name: &str, is_macro: bool) -> String {
    let text = path_text(path);
    if is_macro {
        format!("`{name}` takes a string literal, not the macro `{text}!`")
    } else if is_typed(path) {
        format!("`{name}` has no typed values, write it in quotes: `{name} = \"…\"`")
    } else {
        format!("`{name}` takes a string, write `{name} = \"{text}\"`")
    }
}

/// `Role::Admin`, `Admin`, `roles::ADMIN`
fn is_typed(path: &Path) -> bool {
    let name = path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    path.segments.len() > 1 || path.leading_colon.is_some() || name.starts_with(char::is_uppercase)
}
