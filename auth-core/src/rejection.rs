//! Rejections: what a client gets whose request is refused, and why, for logs.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::authenticator::AuthenticationError;
use crate::challenge::{Challenge, ChallengeError};
use crate::credentials::CredentialsError;
use crate::denial::Denial;
use crate::identity::Identity;
use crate::reason::{ForbiddenReason, MisconfiguredReason, UnauthorizedReason, UnavailableReason};
use crate::requirement::Remedy;
use crate::space::ProtectionSpace;

/// What a client gets whose request is refused.
///
/// Closed: match on it and the compiler checks that every answer is handled. The reasons inside may grow. `Display` and
/// `source()` are for logs; what the client sees is [`into_response`](Self::into_response), which says nothing about the policy.
///
/// ```
/// use auth_core::{Facts, Policy, Rejection, Rule};
///
/// struct Admins;
///
/// impl Policy for Admins {
///     const RULE: Rule = Rule::role(&["admin"]);
/// }
///
/// let rejection = Facts::anonymous().check::<Admins>().unwrap_err();
/// assert!(matches!(rejection, Rejection::Unauthorized(_)));
/// let response = rejection.into_response::<String>();
/// assert_eq!(response.status(), 401);
/// assert_eq!(response.body(), r#"{"type":"about:blank","title":"Unauthorized","status":401}"#);
/// ```
#[derive(Clone, Debug)]
#[must_use = "a rejection that is not returned refuses nothing"]
pub enum Rejection {
    /// 404: the refusal inside is kept secret, and so is that the route exists.
    Concealed(Concealed),
    /// 403: the caller is known and may not.
    Forbidden(Forbidden),
    /// 500: the application is wired wrongly, and lets nobody in.
    Misconfigured(Misconfigured),
    /// 401: nobody knows who is calling, or not well enough.
    Unauthorized(Unauthorized),
    /// 503: whether the caller may cannot be found out now.
    Unavailable(Unavailable),
}

/// 401: no credentials, or bad ones.
#[derive(Clone, Debug)]
pub struct Unauthorized {
    reason: UnauthorizedReason,
    identity: Option<Identity>,
    logged: bool,
    space: Arc<ProtectionSpace>,
}

/// 403: the caller is known and may not.
#[derive(Clone, Debug)]
pub struct Forbidden {
    reason: ForbiddenReason,
    identity: Option<Identity>,
    logged: bool,
    space: Arc<ProtectionSpace>,
}

/// 404: a refusal that looks like a route that does not exist.
#[derive(Clone, Debug)]
pub struct Concealed {
    rejection: Box<Rejection>,
}

/// 500: the application is wired wrongly.
#[derive(Clone, Debug)]
pub struct Misconfigured {
    reason: MisconfiguredReason,
}

/// 503: whether the caller may cannot be found out now.
#[derive(Clone, Debug)]
pub struct Unavailable {
    reason: UnavailableReason,
    logged: bool,
    space: Arc<ProtectionSpace>,
}

impl Rejection {
    pub(crate) fn misconfigured(reason: MisconfiguredReason) -> Self {
        Self::Misconfigured(Misconfigured { reason })
    }

    pub(crate) fn unauthorized(reason: UnauthorizedReason, space: &Arc<ProtectionSpace>) -> Self {
        Self::Unauthorized(Unauthorized { reason, identity: None, logged: false, space: Arc::clone(space) })
    }

    pub(crate) fn unavailable(reason: UnavailableReason, space: &Arc<ProtectionSpace>) -> Self {
        Self::Unavailable(Unavailable { reason, logged: false, space: Arc::clone(space) })
    }

    /// The refusal of a caller whose credentials are good.
    pub(crate) fn denied(denial: Denial, identity: Option<&Identity>, space: &Arc<ProtectionSpace>) -> Self {
        let (identity, space) = (identity.cloned(), Arc::clone(space));
        let reason = match denial.remedy() {
            Remedy::None => ForbiddenReason::NotPermitted(denial),
            Remedy::Scopes => ForbiddenReason::InsufficientScope(denial),
            Remedy::StepUp => {
                let reason = UnauthorizedReason::InsufficientAuthentication(denial);
                return Self::Unauthorized(Unauthorized { reason, identity, logged: false, space });
            }
        };
        Self::Forbidden(Forbidden { reason, identity, logged: false, space })
    }

    /// Keeps this refusal secret: the client gets what a route that does not exist gets, which is what
    /// [`AuthBuilder::not_found`](crate::AuthBuilder::not_found) says, or else an empty 404. A 500 stays one: it is no refusal,
    /// and hiding it would hide it from the application's developers.
    pub fn conceal(self) -> Self {
        match self {
            Self::Concealed(_) | Self::Misconfigured(_) => self,
            Self::Forbidden(_) | Self::Unauthorized(_) | Self::Unavailable(_) => {
                Self::Concealed(Concealed { rejection: Box::new(self) })
            }
        }
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Concealed(_) => StatusCode::NOT_FOUND,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::Misconfigured(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unauthorized(_) => StatusCode::UNAUTHORIZED,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The challenges of the answer, one for each scheme that the application understands: never none for a 401
    /// ([RFC 9110 §15.5.2](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2)), and one for a 403 that a token with more
    /// scopes would turn into access.
    #[must_use]
    pub fn challenges(&self) -> Vec<Challenge> {
        match self {
            Self::Unauthorized(Unauthorized { reason, space, .. }) => match reason {
                UnauthorizedReason::InsufficientAuthentication(denial) => space.insufficient(denial),
                UnauthorizedReason::InvalidCredentials { scheme, error } => {
                    let expired = error.is_expired();
                    let error =
                        if expired { ChallengeError::ExpiredToken } else { ChallengeError::InvalidToken };
                    space.challenges_with_error(Some(*scheme), error)
                }
                UnauthorizedReason::MalformedCredentials(CredentialsError::NotAToken(scheme)) => {
                    space.challenges_with_error(Some(*scheme), ChallengeError::InvalidToken)
                }
                UnauthorizedReason::MalformedCredentials(_) => {
                    space.challenges_with_error(None, ChallengeError::InvalidRequest)
                }
                UnauthorizedReason::NoCredentials => space.challenges(),
            },
            Self::Forbidden(Forbidden {
                reason: ForbiddenReason::InsufficientScope(denial), space, ..
            }) => space.insufficient(denial),
            _ => Vec::new(),
        }
    }

    /// When the client may try again.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let Self::Unavailable(Unavailable { reason, .. }) = self else { return None };
        Some(match reason {
            UnavailableReason::Authenticator(AuthenticationError::Unavailable { retry_after, .. }) => {
                *retry_after
            }
            UnavailableReason::Authenticator(_)
            | UnavailableReason::Check(_)
            | UnavailableReason::DeadlineExceeded(_) => Duration::from_secs(1),
        })
    }

    /// Who is refused, where that is known.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        match self {
            Self::Concealed(Concealed { rejection }) => rejection.identity(),
            Self::Forbidden(Forbidden { identity, .. })
            | Self::Unauthorized(Unauthorized { identity, .. }) => identity.as_ref(),
            Self::Misconfigured(_) | Self::Unavailable(_) => None,
        }
    }

    /// What was missing, where the caller was known.
    #[must_use]
    pub fn denial(&self) -> Option<&Denial> {
        match self {
            Self::Concealed(Concealed { rejection }) => rejection.denial(),
            Self::Forbidden(forbidden) => Some(forbidden.reason.denial()),
            Self::Unauthorized(Unauthorized {
                reason: UnauthorizedReason::InsufficientAuthentication(denial),
                ..
            }) => Some(denial),
            Self::Misconfigured(_) | Self::Unauthorized(_) | Self::Unavailable(_) => None,
        }
    }

    /// The same, marked as logged: it says what it has to say once.
    pub(crate) fn into_logged(mut self) -> Self {
        self.mark_logged();
        self
    }

    pub(crate) fn mark_logged(&mut self) {
        match self {
            Self::Concealed(Concealed { rejection }) => rejection.mark_logged(),
            Self::Forbidden(forbidden) => forbidden.logged = true,
            Self::Misconfigured(_) => {}
            Self::Unauthorized(unauthorized) => unauthorized.logged = true,
            Self::Unavailable(unavailable) => unavailable.logged = true,
        }
    }

    pub(crate) fn is_logged(&self) -> bool {
        match self {
            Self::Concealed(Concealed { rejection }) => rejection.is_logged(),
            Self::Forbidden(forbidden) => forbidden.logged,
            // Made by adapters only, which log it at once.
            Self::Misconfigured(_) => true,
            Self::Unauthorized(unauthorized) => unauthorized.logged,
            Self::Unavailable(unavailable) => unavailable.logged,
        }
    }

    pub(crate) fn space(&self) -> Option<&ProtectionSpace> {
        match self {
            Self::Forbidden(Forbidden { space, .. })
            | Self::Unauthorized(Unauthorized { space, .. })
            | Self::Unavailable(Unavailable { space, .. }) => Some(space),
            Self::Concealed(Concealed { rejection }) => rejection.space(),
            Self::Misconfigured(_) => None,
        }
    }
}

impl Unauthorized {
    /// Why the request is refused.
    #[must_use]
    pub fn reason(&self) -> &UnauthorizedReason {
        &self.reason
    }
}

impl Forbidden {
    /// Why the request is refused.
    #[must_use]
    pub fn reason(&self) -> &ForbiddenReason {
        &self.reason
    }
}

impl Concealed {
    /// The refusal that is kept secret.
    pub fn rejection(&self) -> &Rejection {
        &self.rejection
    }
}

impl Misconfigured {
    /// What is wrong with the application.
    #[must_use]
    pub fn reason(&self) -> MisconfiguredReason {
        self.reason
    }
}

impl Unavailable {
    /// Why nobody can tell.
    #[must_use]
    pub fn reason(&self) -> &UnavailableReason {
        &self.reason
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Concealed(Concealed { rejection }) => write!(f, "concealed: {rejection}"),
            Self::Forbidden(forbidden) => forbidden.reason.fmt(f),
            Self::Misconfigured(misconfigured) => misconfigured.reason.fmt(f),
            Self::Unauthorized(unauthorized) => unauthorized.reason.fmt(f),
            Self::Unavailable(unavailable) => unavailable.reason.fmt(f),
        }
    }
}

impl Error for Rejection {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Concealed(Concealed { rejection }) => rejection.source(),
            Self::Forbidden(_) | Self::Misconfigured(_) => None,
            Self::Unauthorized(Unauthorized { reason, .. }) => match reason {
                UnauthorizedReason::InvalidCredentials { error, .. } => Some(error),
                UnauthorizedReason::MalformedCredentials(error) => Some(error),
                UnauthorizedReason::InsufficientAuthentication(_) | UnauthorizedReason::NoCredentials => None,
            },
            Self::Unavailable(Unavailable { reason, .. }) => match reason {
                UnavailableReason::Authenticator(error) => Some(error),
                UnavailableReason::Check(error) => Some(&**error),
                UnavailableReason::DeadlineExceeded(_) => None,
            },
        }
    }
}
