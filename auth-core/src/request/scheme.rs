//! Authentication schemes.

use std::fmt;

/// An authentication scheme: the first word of an `Authorization` header, and of a challenge.
///
/// Schemes are compared without regard to case
/// ([RFC 9110 §11.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.1)).
///
/// ```
/// use auth_core::request::Scheme;
///
/// assert_eq!(Scheme::BEARER, Scheme::new("bearer").unwrap());
/// assert!(Scheme::new("two words").is_err());
/// ```
#[derive(Clone, Copy)]
pub struct Scheme(&'static str);

impl Scheme {
    /// `Basic`: user name and password ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617)).
    pub const BASIC: Self = Self("Basic");

    /// `Bearer`: an access token ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750)).
    pub const BEARER: Self = Self("Bearer");

    /// `Session`: a login that a browser adds to its requests by itself. The name is not
    /// registered. So a browser shows no dialog for its challenge.
    pub const SESSION: Self = Self("Session");

    /// Creates a scheme of the application, such as `ApiKey`.
    ///
    /// # Errors
    ///
    /// [`SchemeError`] if `name` is not a token of
    /// [RFC 9110 §5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2).
    pub const fn new(name: &'static str) -> Result<Self, SchemeError> {
        let mut rest = name.as_bytes();
        if rest.is_empty() {
            return Err(SchemeError(name));
        }
        while let [first, tail @ ..] = rest {
            if !is_token_char(*first) {
                return Err(SchemeError(name));
            }
            rest = tail;
        }
        Ok(Self(name))
    }

    /// Returns whether browsers keep the credentials of the user, and add them to later requests by
    /// themselves.
    pub(crate) fn is_kept_by_browsers(self) -> bool {
        let kept = ["Basic", "Digest", "Negotiate", "NTLM"];
        kept.iter().any(|name| self.0.eq_ignore_ascii_case(name))
    }

    /// Returns the name, as challenges spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl PartialEq for Scheme {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for Scheme {}

impl fmt::Debug for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Error for a name that is not an authentication scheme.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SchemeError(&'static str);

impl fmt::Display for SchemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not an authentication scheme: write one word such as `ApiKey`",
            self.0.escape_debug()
        )
    }
}

impl std::error::Error for SchemeError {}

/// Returns whether a byte is a `tchar` (RFC 9110 §5.6.2).
pub(crate) const fn is_token_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}
