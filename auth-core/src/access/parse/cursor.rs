//! Reads words, signs and strings of a text, from left to right.

use std::fmt;

/// A place in a text. A copy of it looks ahead.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a str,
    whole: &'a str,
}

/// Error for a text that is no rule in the language of `#[require(…)]`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RuleError {
    column: usize,
    message: Box<str>,
}

impl RuleError {
    /// Returns the place of the mistake in characters, counted from 1.
    #[must_use]
    pub const fn column(&self) -> usize {
        self.column
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.column, self.message)
    }
}

impl std::error::Error for RuleError {}

impl<'a> Cursor<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { rest: text, whole: text }
    }

    /// Returns the text behind white space.
    pub(super) fn rest(&self) -> &'a str {
        self.rest.trim_start()
    }

    /// Takes `sign` if it follows.
    pub(super) fn takes(&mut self, sign: &str) -> bool {
        let behind = self.rest().strip_prefix(sign);
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    /// Takes `sign`, which must follow.
    pub(super) fn expect(&mut self, sign: &str) -> Result<(), RuleError> {
        if self.takes(sign) { Ok(()) } else { Err(self.expected(&format!("`{sign}`"))) }
    }

    /// Takes the letters, digits and underscores that follow.
    pub(super) fn word(&mut self) -> &'a str {
        self.take_while(|letter| letter.is_alphanumeric() || letter == '_')
    }

    /// Takes the characters in front of the first one that is not `wanted`.
    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|letter| !wanted(letter)).unwrap_or(rest.len());
        self.take(end)
    }

    /// Takes the next `length` bytes. They end at a character.
    pub(super) fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest().split_at_checked(length).unwrap_or_default();
        self.rest = rest;
        taken
    }

    /// Takes a string literal.
    pub(super) fn string(&mut self) -> Result<String, RuleError> {
        let start = *self;
        self.expect("\"").map_err(|_| start.expected("a string in double quotes"))?;
        let mut text = String::new();
        let mut letters = self.rest.chars();
        loop {
            let letter = match letters.next() {
                Some('"') => break,
                Some('\\') => escaped(&mut letters).ok_or_else(|| {
                    start.error("unknown escape in a string: write `\\\"`, `\\\\` or `\\u{…}`")
                })?,
                Some(letter) => letter,
                None => return Err(start.error("a string without its closing quote")),
            };
            text.push(letter);
        }
        self.rest = letters.as_str();
        Ok(text)
    }

    /// Returns the error of a text that is not `wanted`.
    pub(super) fn expected(&self, wanted: &str) -> RuleError {
        let found = self.rest().split_whitespace().next();
        let found = found.map_or("the end".to_owned(), |word| format!("`{word}`"));
        self.error(&format!("expected {wanted}, found {found}"))
    }

    /// Returns an error at this place.
    pub(super) fn error(&self, message: &str) -> RuleError {
        let behind = self.rest().chars().count();
        let column = self.whole.chars().count().saturating_sub(behind).saturating_add(1);
        RuleError { column, message: message.into() }
    }
}

/// Returns the character that an escape stands for, behind its backslash.
fn escaped(letters: &mut std::str::Chars<'_>) -> Option<char> {
    Some(match letters.next()? {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => '\0',
        letter @ ('\\' | '"' | '\'') => letter,
        'u' => {
            let (code, rest) = letters.as_str().strip_prefix('{')?.split_once('}')?;
            *letters = rest.chars();
            char::from_u32(u32::from_str_radix(code, 16).ok()?)?
        }
        _ => return None,
    })
}
