//! Parses a comparison of two operands.

use super::cursor;
use super::messages::NO_NOT;
use super::messages::NO_OPERAND;
use super::operand;
use crate::ast::{Comparison, Operand, Requirement};
use crate::errors::Errors;
use crate::keywords::{self, Operator, Source, Word};
use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{ParseStream, Result};
use syn::{Error, Ident, Lit, Token};

/// Returns whether a comparison such as `3 <= claim.level` starts here. Without the operator, a
/// literal is a value without its requirement.
pub(super) fn starts_with_literal(input: ParseStream<'_>) -> bool {
    if !cursor::is_literal(input) {
        return false;
    }
    let ahead = input.fork();
    ahead.parse::<Lit>().is_ok() && is_operator(&ahead)
}

/// Returns whether the next word starts a comparison or the path of a claim.
pub(super) fn follows(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    cursor::skip_one(&ahead);
    input.peek2(Token![.])
        || (is_operator(&ahead) && !ahead.peek(Token![=]))
        || ahead.peek(Token![==])
}

pub(super) fn comparison(input: ParseStream<'_>, mistakes: &mut Errors) -> Result<Requirement> {
    let left = operand::operand(input, mistakes)?;
    let (operator, sign) = operator(input, &left, mistakes)?;
    if input.is_empty() || input.peek(Token![,]) {
        let text = cursor::joined(&sign);
        let place = sign.into_iter().collect::<TokenStream>();
        return Err(Error::new_spanned(
            place,
            format!("expected an operand after `{text}`: {NO_OPERAND}"),
        ));
    }
    let right = operand::operand(input, mistakes)?;
    let comparison = Comparison { left, operator, right };
    check_end(input, &comparison)?;
    Ok(Requirement::Comparison(comparison))
}

/// Reports a word that is no operand, in front of `.` or an operator.
pub(super) fn unknown_operand(input: ParseStream<'_>, word: &Ident) -> Error {
    let is_part = input.peek2(Token![.]);
    let meant =
        keywords::did_you_mean(&word.to_string()).filter(|meant| match keywords::find(meant) {
            Some(Word::Operand(source)) => is_part == (source != Source::Subject),
            _ => false,
        });
    let message = match meant {
        Some(meant) => format!("unknown operand `{word}`, did you mean `{meant}`?"),
        None if is_part => operand::unknown(word),
        None => format!(
            "unknown operand `{word}`, write `claim.{word}` for a claim of the token or \
             `path.{word}` for a path parameter"
        ),
    };
    Error::new_spanned(word, message)
}

/// Parses an operator, and returns the tokens that it was parsed from.
fn operator(
    input: ParseStream<'_>,
    left: &Operand,
    mistakes: &mut Errors,
) -> Result<(Operator, Vec<TokenTree>)> {
    if input.is_empty() || input.peek(Token![,]) {
        let write = match left {
            Operand::Claim { .. } => format!("write for example `{left} == true`"),
            _ => example(left),
        };
        return Err(Error::new_spanned(left, format!("`{left}` alone is no requirement: {write}")));
    }
    let sign = sign(input);
    let text = cursor::joined(&sign);
    let operator = match text.as_str() {
        ">" => Operator::Above,
        ">=" => Operator::AtLeast,
        "<=" => Operator::AtMost,
        "<" => Operator::Below,
        "contains" => Operator::Contains,
        "==" => Operator::Equal,
        "=" | "===" => {
            mistakes.push(wrong(
                input,
                format!("unexpected `{text}`, a comparison takes `==`: write `{left} == …`"),
            ));
            Operator::Equal
        }
        "=>" => return Err(wrong(input, "unexpected `=>`, did you mean `>=`?")),
        "=<" => return Err(wrong(input, "unexpected `=<`, did you mean `<=`?")),
        "!=" | "!==" | "<>" | "not" => {
            return Err(wrong(input, format!("there is no `{text}`: {NO_NOT}")));
        }
        "in" => {
            let message = "there is no `in`: write the list first, `claim.teams contains \
            \"blue\"`, or `any(…, …)` around comparisons of which one is enough";
            return Err(wrong(input, message));
        }
        "is" | "eq" | "equals" => {
            return Err(wrong(input, format!("unexpected `{text}`, write `==`")));
        }
        "contain" | "has" | "include" | "includes" => {
            return Err(wrong(input, format!("unexpected `{text}`, write `contains`")));
        }
        _ => return Err(no_operator(input, left, &text)),
    };
    for _ in &sign {
        cursor::skip_one(input);
    }
    Ok((operator, sign))
}

fn no_operator(input: ParseStream<'_>, left: &Operand, text: &str) -> Error {
    let Operand::Claim { names, .. } = left else {
        return wrong(
            input,
            format!("unexpected `{text}`, expected an operator: {}", example(left)),
        );
    };
    let name = names.last().map(crate::ast::ClaimName::text).unwrap_or_default();
    let message = match text {
        "-" | ":" | "/" => {
            format!(
                "unexpected `{text}`, a name with other signs stands in brackets and quotes: \
                 `claim[\"{name}{text}…\"]`"
            )
        }
        "(…)" => {
            "unexpected `(…)`, a rule calls no function: compare the claim, or write Rust in \
         `check(…)`"
                .to_owned()
        }
        _ => format!("unexpected `{text}`, expected an operator: {}", example(left)),
    };
    wrong(input, message)
}

/// Reports additions that are valid in other languages.
fn check_end(input: ParseStream<'_>, comparison: &Comparison) -> Result<()> {
    let Comparison { left, operator, right } = comparison;
    let ahead = input.fork();
    let text = cursor::joined(&sign(&ahead));
    cursor::skip(&ahead);
    if matches!(text.as_str(), "|" | "||" | "or") && ahead.peek(Lit) {
        let message = format!(
            "unexpected `{text}`, a comparison has one value on each side: write \
             `any({comparison}, {left} {operator} …)`"
        );
        return Err(wrong(input, message));
    }
    if is_operator(input) {
        let message = format!(
            "unexpected `{text}`, a comparison has two sides: write `{comparison}, {right} {text} \
             …`"
        );
        return Err(wrong(input, message));
    }
    Ok(())
}

/// Returns the operator of another language that stands here.
fn is_operator(input: ParseStream<'_>) -> bool {
    let text = cursor::joined(&sign(input));
    matches!(
        text.as_str(),
        ">" | ">="
            | "<"
            | "<="
            | "="
            | "=="
            | "==="
            | "!="
            | "!=="
            | "=>"
            | "=<"
            | "<>"
            | "contains"
            | "in"
    )
}

/// Returns the next sign or word, without the `-` of a number behind it.
fn sign(input: ParseStream<'_>) -> Vec<TokenTree> {
    let mut tokens = cursor::tokens(input);
    if tokens.len() > 1 {
        tokens.pop_if(|last| matches!(last, TokenTree::Punct(sign) if sign.as_char() == '-'));
    }
    tokens
}

fn wrong(input: ParseStream<'_>, message: impl std::fmt::Display) -> Error {
    let sign = sign(input);
    if sign.is_empty() {
        return cursor::wrong(input, message);
    }
    Error::new_spanned(sign.into_iter().collect::<TokenStream>(), message)
}

/// Returns advice for this operand.
fn example(left: &Operand) -> String {
    match left {
        Operand::Claim { .. } => format!("write for example `{left} == \"…\"`"),
        Operand::Path { .. } => format!("write for example `{left} == subject`"),
        Operand::Subject(_) => "write for example `subject == path.user_id`".to_owned(),
        Operand::Broken(_) | Operand::Literal(_) => {
            format!("write for example `claim.level == {left}`")
        }
    }
}
