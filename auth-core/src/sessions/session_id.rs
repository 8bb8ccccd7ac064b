//! The id of a session, and its cookie.

use std::fmt::{self, Write as _};
use std::io;

/// The id of a session: the value of its cookie. `Debug` hides it.
///
/// ```
/// use auth_core::sessions::SessionId;
///
/// let id = SessionId::generate()?;
/// assert_eq!(id.expose().len(), 64);
/// assert!(id.set_cookie("__Host-session").ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Eq, PartialEq)]
pub struct SessionId(Box<str>);

/// The attributes of the cookie of a session.
const ATTRIBUTES: &str = "Path=/; Secure; HttpOnly; SameSite=Lax";

/// Returns the value of the header `Set-Cookie` that removes the cookie `name` from a browser, for
/// a logout.
///
/// ```
/// use auth_core::sessions::delete_cookie;
///
/// let cookie = delete_cookie("__Host-session");
/// assert_eq!(cookie, "__Host-session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax");
/// ```
#[must_use]
pub fn delete_cookie(name: &str) -> String {
    format!("{name}=; Max-Age=0; {ATTRIBUTES}")
}

impl SessionId {
    pub(super) fn new(value: &str) -> Self {
        Self(value.into())
    }

    /// Generates the id of a new session: 32 random bytes, in hexadecimal digits.
    ///
    /// # Errors
    ///
    /// An error if the system has no random numbers.
    pub fn generate() -> io::Result<Self> {
        let mut random = [0_u8; 32];
        getrandom::fill(&mut random)
            .map_err(|_| io::Error::other("the system has no random numbers"))?;
        let mut id = String::with_capacity(64);
        for byte in random {
            write!(id, "{byte:02x}").map_err(io::Error::other)?;
        }
        Ok(Self(id.into()))
    }

    /// Returns the value of the header `Set-Cookie` that gives this id to a browser, in the cookie
    /// `name` ([RFC 6265 §4.1](https://www.rfc-editor.org/rfc/rfc6265#section-4.1)).
    ///
    /// The cookie ends with the browser. Only this host gets it, over TLS. No script reads it, and
    /// no form of another site sends it.
    #[must_use]
    pub fn set_cookie(&self, name: &str) -> String {
        format!("{name}={}; {ATTRIBUTES}", self.0)
    }

    /// Returns the value of the cookie, to look the session up. It is a secret of the caller: keep
    /// it out of logs.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId([hidden])")
    }
}
