//! The verifier of passwords, which the application supplies.

use std::error::Error;
use std::fmt;

use crate::authn::{AuthenticationError, MaybeReady};
use crate::basic::password::Password;
use crate::identity::Identity;

/// Verifies a user name and a password.
///
/// An `async` closure with the arguments `String` and [`Password`] is one. So is `PasswordHashes`
/// (feature `argon2`), for stored hashes of passwords.
///
/// ```
/// use auth_core::Identity;
/// use auth_core::authn::{AuthenticationError, MaybeReady};
/// use auth_core::basic::{Password, PasswordVerifier};
///
/// /// A directory of users behind LDAP.
/// struct Directory;
///
/// impl Directory {
///     async fn bind(&self, user: &str, password: &str) -> Result<bool, std::io::Error> {
///         # Ok(!password.is_empty())
///         // …
///     }
/// }
///
/// impl PasswordVerifier for Directory {
///     fn verify(
///         &self,
///         user: String,
///         password: Password,
///     ) -> MaybeReady<'_, Result<Identity, AuthenticationError>> {
///         MaybeReady::pending(async move {
///             match self.bind(&user, password.expose()).await {
///                 Ok(true) => Identity::builder("ldap", user)
///                     .build()
///                     .map_err(AuthenticationError::invalid),
///                 Ok(false) => Err(AuthenticationError::invalid("wrong user name or password")),
///                 Err(error) => Err(AuthenticationError::unavailable(error)),
///             }
///         })
///     }
/// }
/// ```
pub trait PasswordVerifier: Send + Sync + 'static {
    /// Returns the identity of the user, if the password is right.
    ///
    /// The user name and the password are valid UTF-8 without control characters. Either may be
    /// empty. A user name contains no colon.
    ///
    /// SECURITY: a verifier that answers sooner for an unknown user than for a wrong password tells
    /// clients which users exist. Verify a password in either case.
    ///
    /// # Errors
    ///
    /// [`AuthenticationError::invalid`] for a wrong password and for an unknown user: 401.
    /// [`AuthenticationError::unavailable`] if the password cannot be verified now: 503. The log
    /// shows the error, so it must not contain the password.
    fn verify(
        &self,
        user: String,
        password: Password,
    ) -> MaybeReady<'_, Result<Identity, AuthenticationError>>;
}

impl<V, F> PasswordVerifier for V
where
    V: Fn(String, Password) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Identity, AuthenticationError>> + Send + 'static,
{
    fn verify(
        &self,
        user: String,
        password: Password,
    ) -> MaybeReady<'_, Result<Identity, AuthenticationError>> {
        MaybeReady::pending(self(user, password))
    }
}

/// The error of a wrong password and of an unknown user. One text for both: an application may send
/// it to the client.
#[derive(Debug)]
pub(super) struct WrongUserOrPassword;

impl fmt::Display for WrongUserOrPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the user name or the password is wrong")
    }
}

impl Error for WrongUserOrPassword {}
