//! Authentication: from credentials to an identity, and the revocation of credentials.

use std::any::Any;
use std::fmt;

use crate::identity::Identity;
use crate::request::credentials::{CredentialSource, Credentials};
use crate::request::scheme::Scheme;
use crate::time::Timestamp;

pub(crate) mod arrival;
#[cfg(feature = "enrichment")]
pub(crate) mod enrichment;
pub(crate) mod error;
pub(crate) mod foreign_identity;
pub(crate) mod issuer;
pub(crate) mod jwt_form;
pub(crate) mod maybe_ready;
pub(crate) mod request_authenticator;
pub(crate) mod revocation;
pub(crate) mod takes;
#[cfg(any(feature = "api-keys", feature = "sessions"))]
pub(crate) mod unless_expired;

#[cfg(feature = "enrichment")]
pub use self::enrichment::{CachedFor, Enrichment};
pub use self::error::AuthenticationError;
pub use self::maybe_ready::MaybeReady;
pub use self::request_authenticator::RequestAuthenticator;
pub use self::revocation::memory::InMemoryRevocations;
pub use self::revocation::{
    Revocation, RevocationError, RevocationStatus, RevocationTarget, Revocations,
};
pub use self::takes::Takes;

/// Turns credentials into an identity, or returns the reason why not.
///
/// An [`Auth`](crate::Auth) calls it at most once for each request, for credentials of its own
/// [`scheme`](Self::scheme) only, when the first guard needs the caller. (In actix-web, all
/// extractors of a handler start at once. There it is called for each request with credentials.) If
/// it exceeds the deadline of the `Auth` (default: 5 s), the request is rejected with 503.
///
/// ```
/// use auth_core::Identity;
/// use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
/// use auth_core::request::{Credentials, Scheme};
/// use auth_core::time::Timestamp;
/// use std::io::Error;
///
/// #[derive(Debug)]
/// struct Sessions;
///
/// impl Authenticator for Sessions {
///     fn scheme(&self) -> Scheme {
///         Scheme::BEARER
///     }
///
///     fn issuer(&self) -> Option<&str> {
///         Some("sessions")
///     }
///
///     fn authenticate<'a>(
///         &'a self,
///         credentials: &'a Credentials,
///         _now: Timestamp,
///     ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
///         MaybeReady::pending(async move {
///             match look_up(credentials.token()).await {
///                 Ok(Some(user)) => Identity::builder("sessions", user)
///                     .build()
///                     .map_err(AuthenticationError::invalid),
///                 Ok(None) => Err(AuthenticationError::invalid("no such session")),
///                 Err(error) => Err(AuthenticationError::unavailable(error)),
///             }
///         })
///     }
/// }
///
/// async fn look_up(session: &str) -> Result<Option<String>, Error> {
///     # Ok(Some(session.to_owned()))
///     // …
/// }
/// ```
pub trait Authenticator: fmt::Debug + Send + Sync + 'static {
    /// Returns the scheme of its credentials. Challenges name it.
    fn scheme(&self) -> Scheme;

    /// Returns the header of its credentials. Default: `Authorization`.
    fn source(&self) -> CredentialSource {
        CredentialSource::Authorization
    }

    /// Returns the issuer of its callers, if all of them have the same one. Default: `None`.
    ///
    /// `subject` in a rule is the subject of this issuer's callers only. If it is `None`, or if
    /// authenticators have different issuers,
    /// [`user_issuer`](crate::auth::AuthBuilder::user_issuer) names the issuer of the application's
    /// users. Without it, `subject` is unmet.
    fn issuer(&self) -> Option<&str> {
        None
    }

    /// Returns the credentials that it takes, of those with its scheme. Default: all of them.
    ///
    /// Several authenticators may share a scheme if each takes other tokens: see [`Takes`].
    fn takes(&self) -> Takes<'_> {
        Takes::All
    }

    /// Returns the name of the protected resource, which challenges show to clients. Default:
    /// `api`. ([RFC 9110 §11.5](https://www.rfc-editor.org/rfc/rfc9110#section-11.5))
    #[expect(clippy::unnecessary_literal_bound, reason = "an implementation may own its realm")]
    fn realm(&self) -> &str {
        "api"
    }

    /// Returns the result for a token that was verified before, if it is known without waiting.
    /// Default: `None`.
    //
    // A cached result needs no future, no credentials and no lock.
    #[doc(hidden)]
    fn recall(
        &self,
        _token: &[u8],
        _now: Timestamp,
    ) -> Option<Result<Identity, AuthenticationError>> {
        None
    }

    /// Returns the function that looks at each request, in the type of its framework. Default:
    /// `None`.
    #[doc(hidden)]
    fn request_function(&self) -> Option<&(dyn Any + Send + Sync)> {
        None
    }

    /// Returns the identity of the caller that presents `credentials` at the time `now`.
    ///
    /// The error distinguishes three cases: see [`AuthenticationError`]. Its text is logged: it
    /// must not hold any part of the token.
    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>>;
}
