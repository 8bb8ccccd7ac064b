//! Reads the values behind a requirement's `=`.

use super::{list, next};
use crate::error::Mistakes;
use crate::syntax::{Value, path_text};
use crate::words::Kind;
use std::fmt::Display;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Result};
use syn::{Ident, Lit, Path, Token, token};

/// One value, and more behind each `|`.
pub(super) fn values(input: ParseStream<'_>, kind: Kind, mistakes: &mut Mistakes) -> Result<Vec<Value>> {
    let mut values = vec![value(input, kind, mistakes)?];
    loop {
        if input.peek(Token![||]) {
            // Behind `||` may stand a value (`"a" || "b"`) or a requirement, which is `follow`'s to explain.
            let ahead = input.fork();
            next::skip(&ahead);
            if !ahead.peek(Lit) {
                return Ok(values);
            }
            mistakes.push(next::wrong(input, "unexpected `||`, write a single `|` between values"));
            next::skip(input);
        } else if input.peek(Token![|]) {
            let ahead = input.fork();
            list::skip_one(&ahead);
            // `role = "a" | scope = "b"` is `follow`'s to explain as well.
            if ahead.peek(Ident::peek_any) && (ahead.peek2(Token![=]) || ahead.peek2(token::Paren)) {
                return Ok(values);
            }
            if ahead.is_empty() || ahead.peek(Token![,]) {
                return Err(next::wrong(input, "a value must stand behind `|`"));
            }
            list::skip_one(input);
        } else {
            return Ok(values);
        }
        values.push(value(input, kind, mistakes)?);
    }
}

/// A mistake that leaves the rest of the values readable is noted here; one that does not is returned.
fn value(input: ParseStream<'_>, kind: Kind, mistakes: &mut Mistakes) -> Result<Value> {
    let name = kind.word();
    if input.peek(Lit) {
        return match input.parse()? {
            Lit::Str(text) if text.suffix().is_empty() => Ok(Value::Text(text)),
            other => {
                mistakes.at(&other, format!("`{name}` takes a string, write {}", quoted(&other, name)));
                Ok(Value::Broken)
            }
        };
    }
    if input.peek(Ident::peek_any) || input.peek(Token![::]) {
        let path = input.call(Path::parse_mod_style)?;
        mistakes.at(&path, unquoted(&path, name, input.peek(Token![!])));
        if input.peek(Token![!]) {
            list::skip_one(input);
            list::skip_one(input);
        }
        return Ok(Value::Broken);
    }
    if input.peek(token::Bracket) || input.peek(token::Paren) || input.peek(token::Brace) {
        let message =
            format!("`{name}` takes no list: write `{name} = \"…\" | \"…\"` if one of them is enough");
        mistakes.push(next::wrong(input, message));
        list::skip_one(input);
        return Ok(Value::Broken);
    }
    Err(next::wrong(
        input,
        format!("unexpected `{}`, `{name}` takes a string: `{}`", next::text(input), kind.example()),
    ))
}

/// How to write as a string what was written as another literal.
fn quoted(literal: &Lit, name: &str) -> String {
    let write = |value: &dyn Display| format!("`{name} = \"{value}\"`");
    match literal {
        Lit::Str(text) => format!("it without `{}` behind the quotes", text.suffix()),
        Lit::Char(character) => write(&character.value()),
        Lit::ByteStr(_) => "it without `b` before the quotes".to_owned(),
        Lit::CStr(_) => "it without `c` before the quotes".to_owned(),
        Lit::Bool(truth) => write(&truth.value),
        Lit::Int(number) => write(&number.token()),
        Lit::Float(number) => write(&number.token()),
        _ => "it in double quotes".to_owned(),
    }
}

/// What to write instead of something without quotes.
fn unquoted(path: &Path, name: &str, is_macro: bool) -> String {
    let text = path_text(path);
    let last = path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    if is_macro {
        format!("`{name}` takes a string literal, not the macro `{text}!`")
    } else if path.segments.len() > 1 || last.starts_with(char::is_uppercase) {
        format!(
            "a typed value such as `{text}` is not supported yet, write the name in quotes: `{name} = \"…\"`"
        )
    } else {
        format!("`{name}` takes a string, write `{name} = \"{text}\"`")
    }
}
