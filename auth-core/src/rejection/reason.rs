//! Why requests are refused: for logs and tests, never for clients.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::authn::AuthenticationError;
use crate::policy::denial::Denial;
use crate::request::credentials::CredentialsError;
use crate::request::scheme::Scheme;

/// Why a request was answered with 401.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum UnauthorizedReason {
    /// The caller is known, but would have to log in again: in another way, or more recently.
    InsufficientAuthentication(Denial),
    /// The credentials were read, and they are bad.
    InvalidCredentials {
        /// The scheme that was used.
        scheme: Scheme,
        /// What is wrong with them.
        error: AuthenticationError,
    },
    /// The credentials cannot be read.
    MalformedCredentials(CredentialsError),
    /// There were none.
    NoCredentials,
}

/// Why a request was answered with 403.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ForbiddenReason {
    /// A token with more scopes would do.
    InsufficientScope(Denial),
    /// No new token of this caller's would do.
    NotPermitted(Denial),
}

/// Why a request was answered with 500.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum MisconfiguredReason {
    /// The route is not inside an [`Auth`](crate::Auth).
    NoAuth,
}

/// Why a request was answered with 503.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum UnavailableReason {
    /// The authenticator said that it cannot tell now.
    Authenticator(AuthenticationError),
    /// The expression of a `check(…)` ended with this error instead of an answer.
    Check(Arc<dyn Error + Send + Sync>),
    /// The authenticator did not answer in time: within the duration inside.
    DeadlineExceeded(Duration),
}

/// How an `Auth` is installed, in each framework whose adapter is there.
const INSTALL: &[&str] = &[
    #[cfg(feature = "actix-web")]
    "actix-web: `.wrap(auth)` after the `.wrap(…)` of middleware that decides",
    #[cfg(feature = "axum")]
    "axum: `.layer(auth)` after the route and after layers that decide",
    #[cfg(feature = "poem")]
    "poem: `.with(auth)` after the route",
    #[cfg(feature = "rocket")]
    "rocket: `.attach(auth)`",
    #[cfg(feature = "salvo")]
    "salvo: `.hoop(auth)` before hoops that decide",
    #[cfg(feature = "tonic")]
    "tonic: `Server::builder().layer(auth)` before layers that decide",
];

impl ForbiddenReason {
    pub(crate) fn denial(&self) -> &Denial {
        match self {
            Self::InsufficientScope(denial) | Self::NotPermitted(denial) => denial,
        }
    }
}

impl fmt::Display for UnauthorizedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InsufficientAuthentication(_) => "insufficient authentication",
            Self::InvalidCredentials { .. } => "invalid credentials",
            Self::MalformedCredentials(_) => "malformed credentials",
            Self::NoCredentials => "no credentials",
        })
    }
}

impl fmt::Display for ForbiddenReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InsufficientScope(_) => "insufficient scope",
            Self::NotPermitted(_) => "not permitted",
        })
    }
}

impl fmt::Display for MisconfiguredReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoAuth => "the request is not inside an `Auth`: install one around the route",
        })?;
        let mut mark = " (";
        for install in INSTALL {
            write!(f, "{mark}{install}")?;
            mark = "; ";
        }
        f.write_str(if INSTALL.is_empty() { "" } else { ")" })
    }
}

impl fmt::Display for UnavailableReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Authenticator(_) => f.write_str("the credentials cannot be checked now"),
            Self::Check(_) => f.write_str("a `check(…)` of the handler failed"),
            Self::DeadlineExceeded(deadline) => {
                write!(f, "the authenticator did not answer within {deadline:?}")
            }
        }
    }
}
