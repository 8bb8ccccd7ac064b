//! Turns credentials into an identity, or says why not.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::identity::Identity;
use crate::request::credentials::{CredentialSource, Credentials};
use crate::request::scheme::Scheme;
use crate::time::Timestamp;

pub(crate) mod revocation;

pub use self::revocation::memory::InMemoryRevocations;
pub use self::revocation::{
    Answer, Revocation, RevocationError, RevocationStatus, RevocationTarget, Revocations,
};

/// Turns credentials into an identity, or says why not.
///
/// It is asked at most once a request, only for credentials of its own [`scheme`](Self::scheme), and only where somebody asks who
/// is calling (in actix-web, where all extractors run at once, for every request that presents some). If it does not answer within the deadline of its [`Auth`](crate::Auth) (5 s unless set), the
/// request is refused with 503.
///
/// ```
/// use auth_core::Identity;
/// use auth_core::authn::{Authenticating, AuthenticationError, Authenticator};
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
///     fn authenticate<'a>(&'a self, credentials: &'a Credentials, _now: Timestamp) -> Authenticating<'a> {
///         Authenticating::future(async move {
///             match look_up(credentials.token()).await {
///                 Ok(Some(user)) => Identity::builder("sessions", user).build().map_err(AuthenticationError::invalid),
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
    /// The scheme of the credentials that it understands; challenges name it.
    fn scheme(&self) -> Scheme;

    /// Where a request carries those credentials. `Authorization` unless said otherwise.
    fn source(&self) -> CredentialSource {
        CredentialSource::Authorization
    }

    /// Who vouches for its callers, if that is always the same; `None` unless said otherwise.
    ///
    /// `subject` in a rule is the subject of this issuer's callers only. Where it is `None`, or where several authenticators have
    /// several issuers, [`user_issuer`](crate::auth::AuthBuilder::user_issuer) says whose subjects are the application's users; without it,
    /// `subject` is unmet.
    fn issuer(&self) -> Option<&str> {
        None
    }

    /// What the credentials give access to, for people and clients to read in the challenge
    /// ([RFC 9110 §11.5](https://www.rfc-editor.org/rfc/rfc9110#section-11.5)).
    #[expect(clippy::unnecessary_literal_bound, reason = "an implementation may own its realm")]
    fn realm(&self) -> &str {
        "api"
    }

    /// Who presents `credentials` at the time `now`.
    ///
    /// The error says which of three things went wrong; see [`AuthenticationError`]. Its text is logged: it must not hold any
    /// part of the token.
    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        now: Timestamp,
    ) -> Authenticating<'a>;

    /// Who presents `token`, if that is known without looking at it again: for authenticators that remember what they have
    /// verified. `None`, unless it is written otherwise, and [`authenticate`](Self::authenticate) is asked.
    ///
    /// It is asked first, for the bytes behind the scheme and one space as they came, which nobody has read yet. Only bytes that are
    /// equal, all of them, to the token of credentials that `authenticate` has let in may be answered, and what may have changed
    /// since then (expiry, say) is to be checked again.
    fn recall(
        &self,
        token: &[u8],
        now: Timestamp,
    ) -> Option<Result<Identity, AuthenticationError>> {
        let _ = (token, now);
        None
    }
}

/// An authentication under way: a future of `Result<Identity, AuthenticationError>`.
///
/// One that is known at once costs no allocation.
///
/// ```
/// use auth_core::authn::{Authenticating, AuthenticationError};
///
/// let known = Authenticating::ready(Err(AuthenticationError::NoCredentials));
/// let later = Authenticating::future(async { Err(AuthenticationError::Expired) });
/// # let _ = (known, later);
/// ```
#[must_use = "a future does nothing unless it is awaited"]
pub struct Authenticating<'a>(Progress<'a>);

enum Progress<'a> {
    Ready(Option<Result<Identity, AuthenticationError>>),
    Pending(Pin<Box<dyn Future<Output = Result<Identity, AuthenticationError>> + Send + 'a>>),
}

impl<'a> Authenticating<'a> {
    /// An authentication that is decided already.
    pub fn ready(outcome: Result<Identity, AuthenticationError>) -> Self {
        Self(Progress::Ready(Some(outcome)))
    }

    /// An authentication that has to wait: for a database, for another server.
    pub fn future(
        future: impl Future<Output = Result<Identity, AuthenticationError>> + Send + 'a,
    ) -> Self {
        Self(Progress::Pending(Box::pin(future)))
    }
}

impl Future for Authenticating<'_> {
    type Output = Result<Identity, AuthenticationError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Progress::Ready(outcome) => {
                // A second poll after the answer is a mistake of the caller's, and no way in.
                let polled_again =
                    || Err(AuthenticationError::unavailable("polled after it was ready"));
                Poll::Ready(outcome.take().unwrap_or_else(polled_again))
            }
            Progress::Pending(future) => future.as_mut().poll(context),
        }
    }
}

impl fmt::Debug for Authenticating<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Progress::Ready(_) => "Authenticating(ready)",
            Progress::Pending(_) => "Authenticating(pending)",
        })
    }
}

/// Why credentials gave no identity: there were none, they are bad, or nobody can tell now.
///
/// ```
/// use auth_core::authn::AuthenticationError;
///
/// let error = AuthenticationError::invalid("the key was revoked");
/// assert_eq!(error.to_string(), "the credentials are invalid");
/// assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the key was revoked");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum AuthenticationError {
    /// Bad: they were good once. 401, `invalid_token`, and the client is told so.
    Expired,
    /// The same, with the times for the log.
    #[non_exhaustive]
    ExpiredAt {
        /// When they ended.
        end: Timestamp,
        /// When they were presented.
        now: Timestamp,
    },
    /// Bad, for the reason inside. 401, `invalid_token`; the client is not told why.
    Invalid(Arc<dyn Error + Send + Sync>),
    /// Bad: somebody [revoked](crate::Auth::revoke) them. 401, `invalid_token`; the client is not told why.
    Revoked,
    /// None: what was presented is not meant for this authenticator. The caller is anonymous.
    NoCredentials,
    /// Cannot tell now, for the reason inside. 503.
    #[non_exhaustive]
    Unavailable {
        /// What went wrong.
        error: Arc<dyn Error + Send + Sync>,
        /// When it is worth to try again (`Retry-After`, in whole seconds).
        retry_after: Duration,
    },
}

impl AuthenticationError {
    /// The credentials are bad, for a reason that is logged and that must not hold any part of them.
    pub fn invalid(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Invalid(Arc::from(error.into()))
    }

    /// The credentials were good until `end`, and are presented at `now`. The log has the times; the
    /// client learns that they expired.
    #[must_use]
    pub fn expired_at(end: Timestamp, now: Timestamp) -> Self {
        Self::ExpiredAt { end, now }
    }

    /// Returns whether the credentials were good once.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        matches!(self, Self::Expired | Self::ExpiredAt { .. })
    }

    /// Nobody can tell now whether the credentials are good; the client may try again after one second.
    pub fn unavailable(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable { error: Arc::from(error.into()), retry_after: Duration::from_secs(1) }
    }

    /// Nobody can tell now whether the credentials are good; the client may try again after `delay`.
    pub fn unavailable_for(
        delay: Duration,
        error: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self::Unavailable { error: Arc::from(error.into()), retry_after: delay }
    }
}

impl fmt::Display for AuthenticationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expired => "the credentials have expired",
            Self::ExpiredAt { end, now } => {
                let (end, now) = (end.as_secs(), now.as_secs());
                let late = now.abs_diff(end);
                return write!(
                    f,
                    "the credentials have expired: they ended {late} s ago, at {end}; now is {now}"
                );
            }
            Self::Invalid(_) => "the credentials are invalid",
            Self::NoCredentials => "the request presents no credentials",
            Self::Revoked => "the credentials were revoked",
            Self::Unavailable { .. } => "the credentials cannot be checked now",
        })
    }
}

impl Error for AuthenticationError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Invalid(error) | Self::Unavailable { error, .. } => Some(error.as_ref()),
            Self::Expired | Self::ExpiredAt { .. } | Self::NoCredentials | Self::Revoked => None,
        }
    }
}
