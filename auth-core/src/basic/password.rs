//! A presented password.

use std::fmt;

use zeroize::Zeroizing;

/// A presented password. `Debug` hides it, and its memory is overwritten when it is dropped.
///
/// The header with the password stays in the memory of the framework until the request ends.
///
/// ```
/// use auth_core::basic::Password;
///
/// let password = Password::new("open sesame");
/// assert_eq!(password.expose(), "open sesame");
/// assert_eq!(format!("{password:?}"), "Password([hidden])");
/// ```
pub struct Password(Zeroizing<String>);

impl Password {
    /// Creates a password, for tests of a [`PasswordVerifier`](super::PasswordVerifier).
    #[must_use]
    pub fn new(password: &str) -> Self {
        Self(Zeroizing::new(password.to_owned()))
    }

    /// Returns the password. Keep it out of logs, errors and responses.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password([hidden])")
    }
}
