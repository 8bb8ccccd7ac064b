//! An authenticator that looks at the whole head of a request.

use std::any::Any;
use std::error::Error;
use std::fmt;

use crate::authn::{AuthenticationError, Authenticator, MaybeReady};
use crate::identity::Identity;
use crate::request::credentials::{CredentialSource, Credentials};
use crate::request::head::RequestHead;
use crate::request::scheme::Scheme;
use crate::time::Timestamp;

/// An authenticator that looks at the head of a request: method, URI, headers and extensions.
///
/// It serves logins that a framework's own middleware keeps, such as the session of
/// `tower-sessions`. That middleware must be outside of the [`Auth`](crate::Auth). actix-web and
/// rocket have variants over their own requests: `auth_core::actix_web::request_authenticator` and
/// `auth_core::rocket::request_authenticator`.
///
/// The function gets each request at its arrival, and returns a future. That future runs only if a
/// guard needs the caller. (In actix-web, it runs for each request to a route.) Its result is
/// - `Ok(Some(identity))` for a caller, whose issuer must be the declared one,
/// - `Ok(None)` for a request without a login,
/// - an [`AuthenticationError`], or any other error, which becomes 503.
///
/// A browser adds such a login by itself. So it counts only if the request has no other
/// credentials. Clients and logs see the scheme `Session`. An `Auth` has at most one authenticator
/// of this kind.
///
/// ```
/// use auth_core::authn::RequestAuthenticator;
/// use auth_core::{Auth, Identity};
/// # use std::convert::Infallible;
/// # #[derive(Clone)] struct Session;
/// # impl Session {
/// #     async fn get(&self, _: &str) -> Result<Option<String>, Infallible> { Ok(None) }
/// # }
///
/// let sessions = RequestAuthenticator::new("https://app.example", |request| {
///     // Middleware outside of `Auth` left it there.
///     let session = request.extensions().get::<Session>().cloned();
///     async move {
///         let Some(session) = session else { return Ok(None) };
///         let Some(user) = session.get("user").await? else { return Ok(None) };
///         let identity = Identity::builder("https://app.example", user).build()?;
///         Ok::<_, Box<dyn std::error::Error + Send + Sync>>(Some(identity))
///     }
/// });
/// let auth = Auth::new(sessions);
/// ```
pub struct RequestAuthenticator {
    issuer: Box<str>,
    realm: Box<str>,
    /// The function, in the type of its framework.
    function: Box<dyn Any + Send + Sync>,
}

/// The result of a function, later.
pub(crate) type Lookup = MaybeReady<'static, Result<Identity, AuthenticationError>>;

/// A function over the head of a request.
pub(crate) struct HeadFunction(pub(crate) Box<dyn Fn(RequestHead<'_>) -> Lookup + Send + Sync>);

impl RequestAuthenticator {
    /// Creates the authenticator. `issuer` is the [issuer](Identity::issuer) of its callers: a URL
    /// or any other name.
    pub fn new<F, E>(
        issuer: impl Into<Box<str>>,
        function: impl Fn(RequestHead<'_>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Option<Identity>, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        Self::of(issuer, HeadFunction(Box::new(move |head| lookup(function(head)))))
    }

    /// Creates the authenticator for a function in the type of its framework.
    pub(crate) fn of<F: Any + Send + Sync>(issuer: impl Into<Box<str>>, function: F) -> Self {
        Self { issuer: issuer.into(), realm: Box::from("api"), function: Box::new(function) }
    }

    /// Sets the name of the protected resource in challenges. Default: `api`.
    #[must_use]
    pub fn realm(mut self, realm: impl Into<Box<str>>) -> Self {
        self.realm = realm.into();
        self
    }
}

/// Returns the result of a function of the application, for an `Auth`.
pub(crate) fn lookup<F, E>(found: F) -> Lookup
where
    F: Future<Output = Result<Option<Identity>, E>> + Send + 'static,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    MaybeReady::pending(async move {
        let found = found.await.map_err(|error| AuthenticationError::of_application(error.into()));
        found?.ok_or(AuthenticationError::NoCredentials)
    })
}

impl Authenticator for RequestAuthenticator {
    fn scheme(&self) -> Scheme {
        Scheme::SESSION
    }

    fn source(&self) -> CredentialSource {
        CredentialSource::Request
    }

    fn issuer(&self) -> Option<&str> {
        Some(&self.issuer)
    }

    fn realm(&self) -> &str {
        &self.realm
    }

    fn request_function(&self) -> Option<&(dyn Any + Send + Sync)> {
        Some(&*self.function)
    }

    /// Returns `NoCredentials`: its callers present no token.
    fn authenticate<'a>(
        &'a self,
        _credentials: &'a Credentials,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        MaybeReady::ready(Err(AuthenticationError::NoCredentials))
    }
}

impl fmt::Debug for RequestAuthenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestAuthenticator").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// The error of an authenticator that was made for another framework.
#[derive(Debug)]
pub(crate) struct OtherFramework;

impl fmt::Display for OtherFramework {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the authenticator takes requests of another framework: create it with \
             `RequestAuthenticator::new`, or with the function of this framework's module",
        )
    }
}

impl Error for OtherFramework {}
