//! What a request presents to say who is calling: read from its header fields, and from nowhere else.

#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

use http::HeaderValue;
use http::header::HeaderName;

use crate::request::scheme::{Scheme, is_token_char};

/// Where a request carries credentials.
///
/// Nothing is ever read from the query or the body
/// ([RFC 6750 §2](https://www.rfc-editor.org/rfc/rfc6750#section-2) allows it, and it ends in logs).
///
/// ```
/// use auth_core::request::CredentialSource;
/// use http::HeaderName;
///
/// let source = CredentialSource::Header(HeaderName::from_static("x-api-key"));
/// assert_ne!(source, CredentialSource::Authorization);
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum CredentialSource {
    /// The `Authorization` field: a scheme, a space and a token.
    #[default]
    Authorization,
    /// A field of its own that holds nothing but the token, such as `X-Api-Key`.
    Header(HeaderName),
}

/// What one request presented: a scheme and a token.
///
/// The token has been checked to be a `token68`
/// ([RFC 9110 §11.2](https://www.rfc-editor.org/rfc/rfc9110#section-11.2)) and nothing more; it is for authenticators to say
/// what it is worth. `Debug` does not show it.
///
/// ```
/// use auth_core::request::{Credentials, Scheme};
/// use http::HeaderValue;
///
/// let value = HeaderValue::from_static("Bearer c2VjcmV0");
/// let credentials = Credentials::from_authorization(&value, &[Scheme::BEARER]).unwrap().unwrap();
/// assert_eq!(credentials.token(), "c2VjcmV0");
/// assert_eq!(format!("{credentials:?}"), "Credentials { scheme: Bearer, token: [hidden] }");
/// ```
#[derive(Clone)]
pub struct Credentials {
    scheme: Scheme,
    field: HeaderValue,
    token: Range<usize>,
}

impl Credentials {
    /// Reads the value of an `Authorization` field. Only `schemes` count: a field of another scheme, or without one, presents
    /// nothing.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if the scheme is one of `schemes` and what follows is not exactly one `token68`, or if the field
    /// holds several credentials.
    pub fn from_authorization(
        field: &HeaderValue,
        schemes: &[Scheme],
    ) -> Result<Option<Self>, CredentialsError> {
        let (start, value) = trim(field.as_bytes());
        let length = value.iter().take_while(|byte| is_token_char(**byte)).count();
        let (name, rest) = value.split_at(length);
        // SECURITY: a proxy in front may have judged the other one of two credentials (RFC 9110 §5.3).
        if holds_several(rest) {
            return Err(CredentialsError::Several);
        }
        let Some(scheme) =
            schemes.iter().find(|scheme| scheme.as_str().as_bytes().eq_ignore_ascii_case(name))
        else {
            return Ok(None);
        };
        let spaces = rest.iter().take_while(|byte| **byte == b' ').count();
        let (_, token) = rest.split_at(spaces);
        if spaces == 0 || !is_token68(token) {
            return Err(CredentialsError::NotAToken(*scheme));
        }
        let start = start.saturating_add(length).saturating_add(spaces);
        Ok(Some(Self {
            scheme: *scheme,
            field: field.clone(),
            token: start..start.saturating_add(token.len()),
        }))
    }

    /// Reads the value of a field that holds nothing but a token, presented in the name of `scheme`.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if the value is not exactly one `token68`.
    pub fn from_field(field: &HeaderValue, scheme: Scheme) -> Result<Self, CredentialsError> {
        let (start, value) = trim(field.as_bytes());
        if !is_token68(value) {
            return Err(CredentialsError::NotAToken(scheme));
        }
        Ok(Self { scheme, field: field.clone(), token: start..start.saturating_add(value.len()) })
    }

    /// The scheme that the token was presented in.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The token: a secret, never empty, visible ASCII. Keep it out of logs and answers.
    #[must_use]
    pub fn token(&self) -> &str {
        let bytes = self.field.as_bytes().get(self.token.clone()).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

#[expect(clippy::missing_fields_in_debug, reason = "the field holds the token")]
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("scheme", &self.scheme)
            .field("token", &format_args!("[hidden]"))
            .finish()
    }
}

/// Why what a request presents cannot be read as credentials.
///
/// ```
/// use auth_core::request::{Credentials, CredentialsError, Scheme};
/// use http::HeaderValue;
///
/// let quoted = HeaderValue::from_static("Bearer \"quoted\"");
/// let error = Credentials::from_authorization(&quoted, &[Scheme::BEARER]).unwrap_err();
/// assert_eq!(error, CredentialsError::NotAToken(Scheme::BEARER));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum CredentialsError {
    /// What follows the scheme is not one `token68`: it is missing, quoted, or holds a space, a tab, a comma or non-ASCII text.
    NotAToken(Scheme),
    /// The request presents more than one set of credentials, so that two readers of it may see two different callers.
    Several,
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAToken(scheme) => write!(f, "the {scheme} credentials are not one token"),
            Self::Several => f.write_str("the request presents several credentials"),
        }
    }
}

impl std::error::Error for CredentialsError {}

/// The value without white space around it, and where it starts (RFC 9110 §5.5: that white space is no part of a value).
fn trim(value: &[u8]) -> (usize, &[u8]) {
    let start = value.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let (_, value) = value.split_at(start);
    let trailing = value.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    (start, value.split_at(value.len().saturating_sub(trailing)).0)
}

/// Whether a comma is followed by what looks like a scheme and its credentials: two fields that somebody joined
/// (RFC 9110 §5.3). A comma between the parameters of one scheme (`Digest a="1", b="2"`) is none.
fn holds_several(rest: &[u8]) -> bool {
    // A look for a comma is much cheaper than what follows, and nearly all that most tokens need.
    if !rest.contains(&b',') {
        return false;
    }
    let mut quoted = false;
    let mut escaped = false;
    rest.split(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ => {}
        }
        *byte == b',' && !quoted
    })
    .skip(1)
    .any(|part| {
        let (_, part) = trim(part);
        let name = part.iter().take_while(|byte| is_token_char(**byte)).count();
        let (_, after) = part.split_at(name);
        let (spaces, after) = (after.first() == Some(&b' '), trim(after).1);
        name > 0 && spaces && after.first().is_some_and(|byte| *byte != b'=')
    })
}

/// `token68`: letters, digits, `-._~+/`, then any number of `=` (RFC 9110 §11.2).
fn is_token68(text: &[u8]) -> bool {
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    let (token, _) = text.split_at(text.len().saturating_sub(padding));
    // Without a way out of the loop, the compiler looks at many bytes at once: this is on the way of every request.
    !token.is_empty() && token.iter().fold(true, |so_far, byte| so_far & is_token68_char(*byte))
}

#[expect(
    clippy::needless_bitwise_bool,
    reason = "lazy operators are branches, and keep the loop from being vectorized"
)]
const fn is_token68_char(byte: u8) -> bool {
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let digit = byte.wrapping_sub(b'0') < 10;
    // `-./` are neighbours.
    let dash = byte.wrapping_sub(b'-') < 3;
    letter | digit | dash | (byte == b'_') | (byte == b'~') | (byte == b'+')
}
