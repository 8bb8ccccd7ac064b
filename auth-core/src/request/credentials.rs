//! The credentials of a request, which come from its headers only.

#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

use http::HeaderValue;
use http::header::HeaderName;

use crate::request::cookies::{self, CookieError, CookieValue};
use crate::request::headers::{HeaderSource, trim};
use crate::request::scheme::{Scheme, is_token_char};

/// The part of a request that carries credentials.
///
/// Credentials in the query or the body do not count. Logs would contain them
/// ([RFC 6750 §5.3](https://www.rfc-editor.org/rfc/rfc6750#section-5.3)).
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
    /// The header `Authorization`: a scheme, a space and a token.
    #[default]
    Authorization,
    /// A header that contains only the token, such as `X-Api-Key`. Not `Cookie`.
    Header(HeaderName),
    /// The cookie with this name. Its value counts only if the request has no credentials in
    /// another header, and if no page of another site can have caused the request.
    Cookie(Box<str>),
    /// The whole request. It is the source of a
    /// [`RequestAuthenticator`](crate::authn::RequestAuthenticator) only. Another authenticator
    /// with it gets no credentials.
    Request,
}

/// The scheme and the token of one request, not yet verified.
///
/// In `Authorization`, the token is a `token68` ([RFC 9110
/// §11.2](https://www.rfc-editor.org/rfc/rfc9110#section-11.2)). In a header of its own, it is
/// visible ASCII text without a comma. It may also be the value of a cookie. An authenticator
/// verifies it. `Debug` hides it.
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
    header: HeaderValue,
    token: Range<usize>,
}

impl Credentials {
    /// Parses the value of an `Authorization` header.
    ///
    /// Returns `None` for a value without a scheme, or with one that is not in `schemes`.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if the value has one of `schemes` and the rest is not exactly one
    /// `token68`, or if the value contains several credentials.
    pub fn from_authorization(
        header: &HeaderValue,
        schemes: &[Scheme],
    ) -> Result<Option<Self>, CredentialsError> {
        let (start, value) = trim(header.as_bytes());
        let length = value.iter().take_while(|byte| is_token_char(**byte)).count();
        let (name, rest) = value.split_at(length);
        // SECURITY: a proxy in front may have verified the other one of two credentials
        // (RFC 9110 §5.3).
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
            header: header.clone(),
            token: start..start.saturating_add(token.len()),
        }))
    }

    /// Parses the value of a header that contains only a token, which belongs to `scheme`.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if the value has another character than visible ASCII characters
    /// without the comma, or none.
    pub fn from_header(header: &HeaderValue, scheme: Scheme) -> Result<Self, CredentialsError> {
        let (start, value) = trim(header.as_bytes());
        if !is_visible(value) {
            return Err(CredentialsError::NotAToken(scheme));
        }
        Ok(Self { scheme, header: header.clone(), token: start..start.saturating_add(value.len()) })
    }

    /// Returns the value of the cookie `name` as credentials of `scheme`.
    pub(crate) fn from_cookie(
        headers: &impl HeaderSource,
        name: &str,
        scheme: Scheme,
    ) -> Result<Option<Self>, CredentialsError> {
        match cookies::sole_value(headers, name) {
            Ok(None) => Ok(None),
            Ok(Some(CookieValue { header, value })) => {
                Ok(Some(Self { scheme, header, token: value }))
            }
            Err(CookieError::Malformed) => Err(CredentialsError::NotAToken(scheme)),
            Err(CookieError::Several) => Err(CredentialsError::Several),
        }
    }

    /// Returns the scheme of the token.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Returns the token, a secret of at least one visible ASCII character.
    ///
    /// Keep it out of logs and responses.
    #[must_use]
    pub fn token(&self) -> &str {
        let bytes = self.header.as_bytes().get(self.token.clone()).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

#[expect(clippy::missing_fields_in_debug, reason = "the header contains the token")]
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("scheme", &self.scheme)
            .field("token", &format_args!("[hidden]"))
            .finish()
    }
}

/// Error for headers that are not valid credentials.
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
    /// The token is missing, or contains a space, a tab, a comma or a non-ASCII character.
    ///
    /// In `Authorization`, it is not one `token68`: it is quoted, for example.
    NotAToken(Scheme),
    /// The request presents several credentials, or a header that cannot be read.
    ///
    /// Two readers of the request may see two different callers.
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

/// Returns whether a comma is followed by a scheme and its credentials.
///
/// An intermediary joins two headers that way (RFC 9110 §5.3). A comma between the parameters of
/// one scheme, as in `Digest a="1", b="2"`, does not count.
fn holds_several(rest: &[u8]) -> bool {
    // The search for a comma is much cheaper than the rest, and ends the check for most tokens.
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

/// Returns whether a string is a `token68` (RFC 9110 §11.2).
///
/// It consists of letters, digits and `-._~+/`, then any number of `=`.
fn is_token68(string: &[u8]) -> bool {
    let padding = string.iter().rev().take_while(|byte| **byte == b'=').count();
    let (token, _) = string.split_at(string.len().saturating_sub(padding));
    // A loop without an early exit is vectorized. With `all`, a token of 700 bytes takes ten times
    // as long, on the path of every request.
    !token.is_empty() && token.iter().fold(true, |so_far, byte| so_far & is_token68_char(*byte))
}

/// Returns whether a string has visible ASCII characters only, and no comma.
///
/// SECURITY: an intermediary joins two headers with a comma. It may have verified only one of the
/// two keys (RFC 9110 §5.3).
fn is_visible(string: &[u8]) -> bool {
    !string.is_empty() && string.iter().all(|byte| byte.is_ascii_graphic() && *byte != b',')
}

#[expect(
    clippy::needless_bitwise_bool,
    reason = "lazy operators are branches and prevent vectorization"
)]
const fn is_token68_char(byte: u8) -> bool {
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let digit = byte.wrapping_sub(b'0') < 10;
    // `-./` are consecutive.
    let dash = byte.wrapping_sub(b'-') < 3;
    letter | digit | dash | (byte == b'_') | (byte == b'~') | (byte == b'+')
}
