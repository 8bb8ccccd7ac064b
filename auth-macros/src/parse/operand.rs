//! Parses one side of a comparison.

use super::cursor;
use super::messages::NO_OPERAND;
use crate::ast::{ClaimName, Operand, path_text};
use crate::errors::Errors;
use crate::keywords::{self, Source, Word};
use proc_macro2::Span;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Result};
use syn::{Error, Ident, Lit, Path, Token, bracketed, token};

/// Parses an operand. It reports an error behind which parsing can continue, and returns any other
/// one.
pub(super) fn operand(input: ParseStream<'_>, mistakes: &mut Errors) -> Result<Operand> {
    if cursor::is_literal(input) {
        return input.parse().map(Operand::Literal);
    }
    let word = cursor::word(input).filter(|_| !input.peek2(Token![::]));
    match word.as_ref().and_then(|word| keywords::find(&word.to_string())) {
        Some(Word::Operand(Source::Claim)) => claim(input, mistakes),
        Some(Word::Operand(Source::Path)) => path(input, mistakes),
        Some(Word::Operand(Source::Subject)) => subject(input, mistakes),
        _ => other(input, mistakes),
    }
}

/// `claim.address["postal code"]`
fn claim(input: ParseStream<'_>, mistakes: &mut Errors) -> Result<Operand> {
    let word = input.call(Ident::parse_any)?;
    let mut names = Vec::new();
    let mut broken = false;
    loop {
        if input.peek(token::Bracket) {
            match name_in_brackets(input) {
                Ok(name) => names.push(name),
                Err(mistake) => {
                    mistakes.push(mistake);
                    broken = true;
                }
            }
        } else if input.peek(Token![.]) {
            names.push(name_behind_dot(input, &word)?);
        } else if input.peek(token::Paren) && names.is_empty() {
            let message = "the name of a claim follows a dot or stands in brackets: write \
            `claim.department` or `claim[\"…\"]`";
            return Err(cursor::wrong(input, message));
        } else {
            break;
        }
    }
    if broken {
        return Ok(Operand::Broken(word.into_token_stream()));
    }
    if names.is_empty() {
        let message = "`claim` needs a name: write for example `claim.department == \"finance\"`";
        return Err(Error::new_spanned(word, message));
    }
    Ok(Operand::Claim { word, names })
}

fn name_behind_dot(input: ParseStream<'_>, word: &Ident) -> Result<ClaimName> {
    let dot: Token![.] = input.parse()?;
    if let Ok(name) = input.call(Ident::parse_any) {
        return Ok(ClaimName::Plain(name));
    }
    let message = if input.peek(Lit) || input.peek(token::Bracket) {
        format!(
            "a name that is no identifier stands in brackets and quotes, without the dot: \
             `{word}[\"…\"]`"
        )
    } else {
        "expected the name of a claim after the dot: write for example `claim.department`"
            .to_owned()
    };
    if input.is_empty() {
        return Err(Error::new_spanned(dot, message));
    }
    Err(cursor::wrong(input, message))
}

fn name_in_brackets(input: ParseStream<'_>) -> Result<ClaimName> {
    const WRITE: &str = "a claim's name in brackets stands in quotes";
    let content;
    let brackets: Span = bracketed!(content in input).span.join();
    let place = if content.is_empty() { brackets } else { content.span() };
    let text = match content.parse::<Lit>() {
        Ok(Lit::Str(text)) if text.suffix().is_empty() && content.is_empty() => {
            return Ok(ClaimName::Quoted { text, brackets });
        }
        Ok(Lit::Str(text)) if content.peek(Token![,]) => {
            let message = format!("a name has brackets of its own: `claim[{}][…]`", text.token());
            return Err(skipped(&content, Error::new(place, message)));
        }
        Ok(Lit::Int(_)) => {
            let message =
                "claims are found by name: write `claim.teams contains \"…\"` to look into a list";
            return Err(skipped(&content, Error::new(place, message)));
        }
        _ => cursor::word(&content).map(|word| word.to_string()),
    };
    let text = text.as_deref().unwrap_or("…");
    Err(skipped(&content, Error::new(place, format!("{WRITE}: `claim[\"{text}\"]`"))))
}

/// Takes the rest, which would be reported otherwise.
fn skipped(content: ParseStream<'_>, mistake: Error) -> Error {
    while !content.is_empty() {
        cursor::skip_one(content);
    }
    mistake
}

/// `path.user_id`
fn path(input: ParseStream<'_>, mistakes: &mut Errors) -> Result<Operand> {
    const WRITE: &str = "write for example `path.user_id == subject`";
    let word = input.call(Ident::parse_any)?;
    if input.peek(token::Bracket) || input.peek(token::Paren) {
        return Err(cursor::wrong(
            input,
            format!("the name of a path parameter follows a dot: {WRITE}"),
        ));
    }
    if !input.peek(Token![.]) {
        return Err(Error::new_spanned(
            word,
            format!("`path` needs the name of a path parameter: {WRITE}"),
        ));
    }
    let dot: Token![.] = input.parse()?;
    let Ok(name) = input.call(Ident::parse_any) else {
        let message = format!("expected the name of a path parameter after the dot: {WRITE}");
        return Err(if input.is_empty() {
            Error::new_spanned(dot, message)
        } else {
            cursor::wrong(input, message)
        });
    };
    parts(input, "a path parameter is a single string", mistakes);
    Ok(Operand::Path { word, name })
}

fn subject(input: ParseStream<'_>, mistakes: &mut Errors) -> Result<Operand> {
    let word = input.call(Ident::parse_any)?;
    parts(input, "`subject` is a single string", mistakes);
    Ok(Operand::Subject(word))
}

/// Reports `.a.b` and `["a"]` behind an operand without parts.
fn parts(input: ParseStream<'_>, why: &str, mistakes: &mut Errors) {
    let mut first = true;
    while input.peek(Token![.]) || input.peek(token::Bracket) {
        if first {
            let text = cursor::text(input);
            mistakes.push(cursor::wrong(
                input,
                format!("unexpected `{text}`, {why}; only claims have parts"),
            ));
            first = false;
        }
        if input.peek(Token![.]) {
            cursor::skip_one(input);
        }
        cursor::skip_one(input);
    }
}

/// `token.department`
pub(super) fn unknown(word: &Ident) -> String {
    if matches!(word.to_string().as_str(), "caller" | "identity" | "me" | "user") {
        return format!(
            "unknown operand `{word}`, write `subject` for the caller, or `claim.…` for a \
             claim of the token"
        );
    }
    format!(
        "unknown operand `{word}`, write `claim.…` for a claim of the token or `path.…` for a path \
         parameter"
    )
}

/// Returns the error of tokens that cannot be compared.
fn other(input: ParseStream<'_>, mistakes: &mut Errors) -> Result<Operand> {
    let place = input.span();
    let Ok(path) = input.fork().call(Path::parse_mod_style) else {
        return Err(cursor::wrong(
            input,
            format!("unexpected `{}`: {NO_OPERAND}", cursor::text(input)),
        ));
    };
    input.call(Path::parse_mod_style)?;
    if input.peek(Token![!]) || input.peek(token::Paren) {
        return Err(Error::new(
            place,
            format!(
                "only claims, path parameters, `subject` and literals are compared: {NO_OPERAND}"
            ),
        ));
    }
    if let Some(word) = path.get_ident()
        && input.peek(Token![.])
    {
        let meant = keywords::did_you_mean(&word.to_string())
            .filter(|meant| matches!(*meant, "claim" | "path"));
        let message = match meant {
            Some(meant) => format!("unknown operand `{word}`, did you mean `{meant}`?"),
            None => unknown(word),
        };
        return Err(Error::new(place, message));
    }
    let text = path_text(&path);
    let message = match path.get_ident() {
        Some(_) if matches!(text.as_str(), "null" | "nil" | "none" | "None" | "undefined") => {
            format!(
                "there is no `{text}`: a claim that is absent or `null` meets no requirement, and \
                 a rule cannot test for absence; write the value that the caller must have"
            )
        }
        Some(word) if keywords::did_you_mean(&word.to_string()) == Some("subject") => {
            format!("unknown operand `{word}`, did you mean `subject`?")
        }
        Some(word) if !text.starts_with(char::is_uppercase) => {
            format!("`{word}` is no operand, write it in quotes if it is a string: `\"{word}\"`")
        }
        _ => {
            format!("`{text}` cannot be compared, write the string or number that it stands for")
        }
    };
    mistakes.at(&path, message);
    Ok(Operand::Broken(path.into_token_stream()))
}
