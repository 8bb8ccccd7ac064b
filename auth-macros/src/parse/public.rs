//! Parses the arguments of `#[public(…)]`.

use super::{cursor, option};
use crate::ast::{Choice, Opening, Reason};
use crate::errors::Errors;
use crate::keywords::Setting;
use syn::parse::ParseStream;
use syn::{Lit, LitStr, Token};

pub(super) const WRITE: &str = "write `#[public(\"why no login is needed\")]`";

/// Parses the reason, and takes every token of the input.
pub(super) fn opening(input: ParseStream<'_>, mistakes: &mut Errors) -> Opening {
    let mut opening = Opening { reason: Reason::Missing, choices: Vec::new() };
    while !input.is_empty() {
        if input.peek(Lit) {
            reason(input, &mut opening.reason, mistakes);
        } else if let Some(choice) = choice(input, mistakes) {
            opening.choices.push(choice);
        } else {
            opening.reason = Reason::Broken;
        }
        if input.peek(Token![,]) {
            cursor::skip_one(input);
        } else if !input.is_empty() {
            let text = cursor::text(input);
            let message = format!("unexpected `{text}`, expected a comma or the end");
            mistakes.push(cursor::wrong(input, message));
            cursor::skip_to_comma(input);
        }
    }
    opening
}

fn reason(input: ParseStream<'_>, reason: &mut Reason, mistakes: &mut Errors) {
    let place = input.span();
    let text = input.parse::<LitStr>().ok();
    match (&*reason, text) {
        (Reason::Text(_), _) => mistakes.at_span(place, "a second reason, write one"),
        (_, Some(text)) => *reason = Reason::Text(text),
        (_, None) => {
            mistakes.at_span(place, format!("the reason is a string: {WRITE}"));
            *reason = Reason::Broken;
            cursor::skip_one(input);
        }
    }
}

fn choice(input: ParseStream<'_>, mistakes: &mut Errors) -> Option<Choice> {
    let word = cursor::word(input);
    if word.as_ref().is_some_and(|word| word == "crate") {
        let choice = option::choice(input, Setting::Crate, mistakes);
        return choice.map_err(|mistake| broken(input, mistakes, mistake)).ok();
    }
    let message = match word {
        Some(word) if word == "reason" => format!("the reason stands alone: {WRITE}"),
        Some(word) => format!("unexpected `{word}`, `#[public(…)]` takes no requirement: {WRITE}"),
        None => format!("unexpected `{}`: {WRITE}", cursor::text(input)),
    };
    broken(input, mistakes, cursor::wrong(input, message));
    None
}

fn broken(input: ParseStream<'_>, mistakes: &mut Errors, mistake: syn::Error) {
    mistakes.push(mistake);
    cursor::skip_to_comma(input);
}
