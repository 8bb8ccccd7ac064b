//! Claims of a verified token with an unexpected value, in a form that is safe to log.

use std::fmt;

/// The maximum number of characters shown of one text.
const MAX_CHARS: usize = 128;

/// The maximum number of texts shown of one list.
const MAX_TEXTS: usize = 4;

/// A claim of a verified token with an unexpected value.
///
/// The expected and the actual value are safe to log: they have a bounded length and no control
/// characters.
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

    /// Returns the expected value.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// Returns the value in the token.
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
/// SECURITY: an issuer or a client chooses the values of claims. A long value could fill the log,
/// and a line break could forge a line of it.
pub(crate) fn shown<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut texts = texts.into_iter();
    let shown: Vec<_> = texts.by_ref().take(MAX_TEXTS).map(excerpt).collect();
    match texts.count() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn excerpt(text: &str) -> String {
    let mut letters = text.chars().flat_map(char::escape_debug);
    let start: String = letters.by_ref().take(MAX_CHARS).collect();
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
