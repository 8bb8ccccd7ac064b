//! The error of an authenticator.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::time::Timestamp;

/// The reason why credentials gave no identity: there are none, they are bad, or they cannot be
/// verified now.
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
    /// Credentials that have expired. 401, `invalid_token`; the client learns that they expired.
    Expired,
    /// Credentials that have expired, with the times for the log. 401 as for `Expired`.
    #[non_exhaustive]
    ExpiredAt {
        /// The end of the credentials.
        end: Timestamp,
        /// The time at which they were presented.
        now: Timestamp,
    },
    /// Credentials that are bad for the reason inside. 401, `invalid_token`; the client does not
    /// learn the reason.
    Invalid(Arc<dyn Error + Send + Sync>),
    /// Credentials that were [revoked](crate::Auth::revoke). 401, `invalid_token`; the client does
    /// not learn the reason.
    Revoked,
    /// Credentials that are not meant for this authenticator. The caller is anonymous.
    NoCredentials,
    /// Credentials that cannot be verified now, for the reason inside. 503.
    #[non_exhaustive]
    Unavailable {
        /// The reason.
        error: Arc<dyn Error + Send + Sync>,
        /// The delay after which the client may try again (`Retry-After`, in whole seconds).
        retry_after: Duration,
    },
}

impl AuthenticationError {
    /// Creates the error of bad credentials. `error` is logged; it must not hold any part of them.
    pub fn invalid(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Invalid(Arc::from(error.into()))
    }

    /// Creates the error of credentials that ended at `end` and are presented at `now`. The log has
    /// the times; the client learns that they expired.
    #[must_use]
    pub fn expired_at(end: Timestamp, now: Timestamp) -> Self {
        Self::ExpiredAt { end, now }
    }

    /// Returns the error of a function of the application: an error of this type as it is, and each
    /// other one as [`Unavailable`](Self::Unavailable).
    pub(crate) fn of_application(error: Box<dyn Error + Send + Sync>) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => *error,
            Err(error) => Self::unavailable(error),
        }
    }

    /// Returns whether the credentials have expired.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        matches!(self, Self::Expired | Self::ExpiredAt { .. })
    }

    /// Creates the error of credentials that cannot be verified now. The client may try again after
    /// one second.
    pub fn unavailable(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::unavailable_for(Duration::from_secs(1), error)
    }

    /// Creates the error of credentials that cannot be verified now. The client may try again after
    /// `delay`.
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
