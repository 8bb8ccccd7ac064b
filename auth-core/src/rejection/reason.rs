//! Reasons for rejections, for logs and tests. Clients never see them.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::authn::AuthenticationError;
use crate::policy::denial::Denial;
use crate::request::credentials::CredentialsError;
use crate::request::cross_site::CrossSite;
use crate::request::scheme::Scheme;

/// The reason for a 401.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum UnauthorizedReason {
    /// The caller must log in again: by another method, or more recently.
    InsufficientAuthentication(Denial),
    /// The credentials were parsed, and they are invalid.
    InvalidCredentials {
        /// The scheme of the credentials.
        scheme: Scheme,
        /// The error of the authenticator.
        error: AuthenticationError,
    },
    /// The credentials cannot be parsed.
    MalformedCredentials(CredentialsError),
    /// The request has no credentials.
    NoCredentials,
}

/// The reason for a 403.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ForbiddenReason {
    /// A page of another site may have caused the request. So its session or password does not
    /// count.
    CrossSite(CrossSite),
    /// A token with more scopes would satisfy the rule.
    InsufficientScope(Denial),
    /// A new token of this caller would not satisfy the rule.
    NotPermitted(Denial),
}

/// The reason for a 500.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum MisconfiguredReason {
    /// The route is not inside an [`Auth`](crate::Auth).
    NoAuth,
    /// No guard decided on the request:
    /// [`withhold_unguarded`](crate::auth::AuthBuilder::withhold_unguarded).
    NoGuard,
}

/// The reason for a 503.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum UnavailableReason {
    /// The authenticator could not verify the credentials now.
    Authenticator(AuthenticationError),
    /// The expression of a `check(…)` ended with this error.
    Check(Arc<dyn Error + Send + Sync>),
    /// The authenticator did not finish within this duration.
    DeadlineExceeded(Duration),
}

/// The call that installs an `Auth`, for each framework with its feature on.
const INSTALL: &[&str] = &[
    #[cfg(feature = "actix-web")]
    "actix-web: `.wrap(auth)` after the `.wrap(…)` of middleware that decides",
    #[cfg(feature = "axum")]
    "axum: `.layer(auth)` after the route and after layers that decide",
    #[cfg(feature = "poem")]
    "poem: `.with(auth)` after the route and after middleware that decides",
    #[cfg(feature = "rocket")]
    "rocket: `.attach(auth)`",
    #[cfg(feature = "salvo")]
    "salvo: `.hoop(auth)` before hoops that decide",
    #[cfg(feature = "tonic")]
    "tonic: `Server::builder().layer(auth)` before layers that decide",
];

impl ForbiddenReason {
    pub(crate) fn denial(&self) -> Option<&Denial> {
        match self {
            Self::CrossSite(_) => None,
            Self::InsufficientScope(denial) | Self::NotPermitted(denial) => Some(denial),
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
        match self {
            Self::CrossSite(reason) => write!(f, "cross-site request: {reason}"),
            Self::InsufficientScope(_) => f.write_str("insufficient scope"),
            Self::NotPermitted(_) => f.write_str("not permitted"),
        }
    }
}

impl fmt::Display for MisconfiguredReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAuth => {
                f.write_str("the request is not inside an `Auth`: install one around the route")?;
            }
            Self::NoGuard => {
                return f.write_str(
                    "no guard decided on the request: write `#[require(…)]` or \
                     `#[public(\"reason\")]` above the handler",
                );
            }
        }
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
                write!(f, "the authenticator did not finish within {deadline:?}")
            }
        }
    }
}
