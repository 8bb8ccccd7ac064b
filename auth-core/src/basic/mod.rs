//! HTTP Basic: an `Authenticator` for a user name and a password
//! ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617)).

mod credentials;
#[cfg(feature = "argon2")]
mod hashes;
mod password;
mod verifier;

use std::fmt;

use self::credentials::UserAndPassword;
#[cfg(feature = "argon2")]
pub use self::hashes::PasswordHashes;
#[cfg(feature = "argon2")]
pub use self::hashes::stored::{PasswordHashError, StoredUser, hash_password};
#[cfg(feature = "argon2")]
pub use self::hashes::users::Users;
pub use self::password::Password;
pub use self::verifier::PasswordVerifier;
use self::verifier::WrongUserOrPassword;
use crate::authn::foreign_identity::unless_foreign;
use crate::authn::{AuthenticationError, Authenticator, MaybeReady};
use crate::identity::Identity;
use crate::request::credentials::Credentials;
use crate::request::scheme::Scheme;
use crate::time::Timestamp;

/// An authenticator for a user name and a password: `Authorization: Basic …`
/// ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617)).
///
/// The verifier is a function of the application, or `PasswordHashes` (feature `argon2`) for stored
/// hashes of passwords. A wrong password, an unknown user and malformed credentials get the same
/// 401. The log never shows a user name or a password.
///
/// ```
/// use auth_core::authn::AuthenticationError;
/// use auth_core::basic::{Basic, Password};
/// use auth_core::{Auth, Identity};
///
/// # async fn log_in(user: &str, password: &str) -> Result<bool, std::io::Error> { Ok(true) }
/// let basic = Basic::new("https://api.example", async |user: String, password: Password| {
///     match log_in(&user, password.expose()).await {
///         Ok(true) => Identity::builder("https://api.example", user)
///             .role("scraper")
///             .build()
///             .map_err(AuthenticationError::invalid),
///         Ok(false) => Err(AuthenticationError::invalid("wrong user name or password")),
///         Err(error) => Err(AuthenticationError::unavailable(error)),
///     }
/// });
/// let auth = Auth::new(basic.realm("metrics"));
/// ```
pub struct Basic {
    issuer: Box<str>,
    realm: Box<str>,
    verifier: Box<dyn PasswordVerifier>,
}

impl Basic {
    /// Creates the authenticator. `issuer` is the [issuer](Identity::issuer) of its callers: a URL
    /// or any other name. The identities of `verifier` must have it.
    pub fn new(issuer: impl Into<Box<str>>, verifier: impl PasswordVerifier) -> Self {
        Self { issuer: issuer.into(), realm: Box::from("api"), verifier: Box::new(verifier) }
    }

    /// Sets the name of the protected resource, which a browser shows to its user. Default: `api`.
    #[must_use]
    pub fn realm(mut self, realm: impl Into<Box<str>>) -> Self {
        self.realm = realm.into();
        self
    }

    async fn identity(
        &self,
        credentials: &Credentials,
        now: Timestamp,
    ) -> Result<Identity, AuthenticationError> {
        let UserAndPassword { user, password } =
            UserAndPassword::parse(credentials.token()).map_err(AuthenticationError::invalid)?;
        let mut identity = match self.verifier.verify(user, password).await {
            // SECURITY: a wrong password must not make the caller anonymous.
            Err(AuthenticationError::NoCredentials) => {
                return Err(AuthenticationError::invalid(WrongUserOrPassword));
            }
            result => unless_foreign(result?, &self.issuer)?,
        };
        // The password was verified now. Without this time, a revocation of earlier tokens of the
        // user would last.
        identity.set_default_issued_at(now);
        Ok(identity)
    }
}

impl Authenticator for Basic {
    fn scheme(&self) -> Scheme {
        Scheme::BASIC
    }

    fn issuer(&self) -> Option<&str> {
        Some(&self.issuer)
    }

    fn realm(&self) -> &str {
        &self.realm
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        MaybeReady::pending(self.identity(credentials, now))
    }
}

impl fmt::Debug for Basic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Basic")
            .field("issuer", &self.issuer)
            .field("realm", &self.realm)
            .finish_non_exhaustive()
    }
}
