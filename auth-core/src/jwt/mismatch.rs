//! What a verified token was expected to say and what it says, as text that is fit for logs.

use std::fmt;

/// How many letters of one text are shown.
const MOST_LETTERS: usize = 128;

/// How many texts of one list are shown.
const MOST_TEXTS: usize = 4;

/// A claim of a verified token that says something else than was expected.
///
/// Both sides are for logs: of bounded length, and without control characters.
///
/// ```
/// use auth_core::time::Timestamp;
/// use auth_core::jwt::{Jwt, Key, TokenError};
///
/// let jwt = Jwt::builder()
///     .issuer("https://issuer.example")
///     .audience("https://api.example")
///     .key(Key::hs256(b"test data: thirty-two bytes long!")?)
///     .build()?;
/// # let token = "";
/// match jwt.verify(token, Timestamp::now()) {
///     Err(TokenError::Audience(wrong)) => println!("{}: {wrong}", wrong.claim()),
///     other => println!("{other:?}"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mismatch {
    claim: &'static str,
    expected: Box<str>,
    found: Box<str>,
}

impl Mismatch {
    pub(crate) fn new(
        claim: &'static str,
        expected: impl Into<Box<str>>,
        found: impl Into<Box<str>>,
    ) -> Self {
        Self { claim, expected: expected.into(), found: found.into() }
    }

    /// Returns the name of the claim.
    #[must_use]
    pub fn claim(&self) -> &'static str {
        self.claim
    }

    /// Returns what was expected.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// Returns what the token says.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

/// Returns `texts` for a log, each in backticks.
///
/// SECURITY: an issuer, or a client that an issuer names, chooses what a claim says. It must
/// neither fill the log nor start a line of it.
pub(crate) fn shown<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut texts = texts.into_iter();
    let shown: Vec<_> = texts.by_ref().take(MOST_TEXTS).map(excerpt).collect();
    match texts.count() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn excerpt(text: &str) -> String {
    let mut letters = text.chars().flat_map(char::escape_debug);
    let start: String = letters.by_ref().take(MOST_LETTERS).collect();
    let end = if letters.next().is_some() { "…" } else { "" };
    format!("`{start}{end}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_long_text_are_shortened() {
        assert_eq!(shown(["a", "b"]), "`a`, `b`");
        assert_eq!(shown(["a\r\nb\u{1b}[2J\u{202e}"]), "`a\\r\\nb\\u{1b}[2J\\u{202e}`");
        assert_eq!(shown(["a", "b", "c", "d", "e", "f"]), "`a`, `b`, `c`, `d` and 2 more");
        let long = "\u{7f}".repeat(100_000);
        assert!(shown([&*long, &long, &long, &long, &long]).len() < 1_024);
        assert_eq!(shown(["x".repeat(128).as_str()]), format!("`{}`", "x".repeat(128)));
        assert_eq!(shown(["x".repeat(129).as_str()]), format!("`{}…`", "x".repeat(128)));
    }
}
