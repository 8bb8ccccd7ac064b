//! Reads the Rust expression of `check(…)` up to its closing parenthesis.

use crate::access::parse::cursor::{Cursor, RuleError};

/// Reads the expression and its parentheses. Returns the text between them.
pub(super) fn expression<'a>(cursor: &mut Cursor<'a>) -> Result<&'a str, RuleError> {
    cursor.expect("(")?;
    let start = *cursor;
    let mut depth = 0_usize;
    let mut behind = "";
    let mut rest = cursor.rest();
    while let Some(length) = token(rest, behind) {
        let (token, tail) = rest.split_at_checked(length).unwrap_or_default();
        match token {
            "(" => depth = depth.saturating_add(1),
            ")" if depth == 0 => {
                let text = cursor.take(cursor.rest().len().saturating_sub(rest.len()));
                cursor.expect(")")?;
                return Ok(text);
            }
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        (behind, rest) = (token, tail);
    }
    Err(start.error("`check(` without its closing parenthesis"))
}

/// Returns the length of the literal, word or sign at the start of `text`, behind the token
/// `behind`. A parenthesis in a literal closes no group.
fn token(text: &str, behind: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let is_raw = matches!(behind, "r" | "br" | "cr");
    let length = match first {
        '"' | '#' if is_raw => raw_string(text),
        '"' => quoted(text, '"'),
        // A lifetime has no closing quote: `'a`.
        '\'' => character(text),
        _ if is_part_of_word(first) => text.find(|letter| !is_part_of_word(letter)),
        _ => Some(first.len_utf8()),
    };
    Some(length.unwrap_or(first.len_utf8()))
}

fn is_part_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Returns the length of `"…"` or `'…'` with its escapes.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut letters = text.char_indices().skip(1);
    while let Some((place, letter)) = letters.next() {
        if letter == quote {
            return place.checked_add(1);
        }
        if letter == '\\' {
            letters.next();
        }
    }
    None
}

fn character(text: &str) -> Option<usize> {
    let mut letters = text.chars().skip(1);
    let is_literal = letters.next()? == '\\' || letters.next() == Some('\'');
    if is_literal { quoted(text, '\'') } else { None }
}

/// Returns the length of `"…"` or `#"…"#`, behind the `r` of a raw string.
fn raw_string(text: &str) -> Option<usize> {
    let opening = text.find('"')?;
    let signs = text.split_at_checked(opening)?.0;
    if !signs.bytes().all(|byte| byte == b'#') {
        return None;
    }
    let body = opening.checked_add(1)?;
    let closing = format!("\"{signs}");
    let end = text.split_at_checked(body)?.1.find(&closing)?;
    body.checked_add(end)?.checked_add(closing.len())
}
