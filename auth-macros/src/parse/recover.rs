//! Reports tokens that follow an item without a comma between them.

use super::cursor;
use super::messages::NO_NOT;
use crate::errors::Errors;
use crate::keywords;
use syn::parse::ParseStream;
use syn::{Lit, Token};

const ALL: &str =
    "a comma joins requirements that must all be met: `role = \"editor\", scope = \"posts:write\"`";
const ANY: &str = "write `any(…, …)` around requirements of which one is enough";
const VALUES: &str =
    "write `|` between the values of one requirement: `role = \"admin\" | \"editor\"`";

/// Reports the error, and leaves the input where the next item can be parsed.
pub(super) fn without_comma(input: ParseStream<'_>, mistakes: &mut Errors) {
    let sign = cursor::text(input);
    let ahead = input.fork();
    cursor::skip(&ahead);
    let advice = match sign.as_str() {
        "||" | "|" | "or" if ahead.peek(Lit) => VALUES,
        "||" | "|" | "or" => ANY,
        "&&" | "&" | "and" | ";" => ALL,
        _ => return other(input, &sign, mistakes),
    };
    mistakes.push(cursor::wrong(input, format!("unexpected `{sign}`, {advice}")));
    cursor::skip(input);
    if input.peek(Lit) {
        // The sign itself was reported.
        cursor::skip_to_comma(input);
    }
}

fn other(input: ParseStream<'_>, text: &str, mistakes: &mut Errors) {
    let is_word = cursor::word(input).is_some();
    let is_policy = text.starts_with(char::is_uppercase)
        && input.peek2(Token![=])
        && keywords::did_you_mean(text).is_none();
    if is_word && text != "pub" && !is_policy {
        mistakes.push(cursor::wrong(input, format!("missing comma before `{text}`")));
        return;
    }
    let message = if is_word {
        format!("missing `;` before `{text}`: it ends a policy")
    } else if input.peek(Lit) {
        format!("unexpected `{text}`, {VALUES}")
    } else if text == "!=" {
        format!("there is no `!=`: {NO_NOT}")
    } else {
        format!("unexpected `{text}`, expected a comma or the end")
    };
    mistakes.push(cursor::wrong(input, message));
    cursor::skip_to_comma(input);
}
