//! Rejections: what a client gets whose request is refused, and why, for logs.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use http::request::Parts;

pub(crate) use self::about::About;
pub use self::rejection_context::RejectionContext;
use crate::authn::AuthenticationError;
use crate::identity::Identity;
use crate::policy::denial::Denial;
use crate::policy::requirement::Remedy;
use crate::policy::rule::NamedRule;
use crate::rejection::auth_context::AuthContext;
use crate::rejection::challenge::ChallengeError;
use crate::request::credentials::CredentialsError;

pub(crate) mod about;
pub(crate) mod auth_context;
pub(crate) mod challenge;
pub(crate) mod code;
pub(crate) mod log;
pub(crate) mod reason;
pub(crate) mod rejection_context;
pub(crate) mod rejection_log;
pub(crate) mod response;

pub use self::challenge::Challenge;
pub use self::reason::{
    ForbiddenReason, MisconfiguredReason, UnauthorizedReason, UnavailableReason,
};

/// What a client gets whose request is refused.
///
/// Closed: match on it and the compiler checks that every answer is handled. The reasons inside may grow. `Display` and
/// `source()` are for logs; what the client sees is [`into_response`](Self::into_response), which names the scopes and the
/// login that would help, and nothing else of the policy.
///
/// ```
/// use auth_core::{Policy, Rejection};
/// use auth_core::policy::{Facts, Rule};
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
#[must_use = "a rejection has no effect unless it is returned"]
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
    about: Arc<About>,
}

/// 403: the caller is known and may not.
#[derive(Clone, Debug)]
pub struct Forbidden {
    reason: ForbiddenReason,
    about: Arc<About>,
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
    about: Arc<About>,
}

impl Rejection {
    pub(crate) fn misconfigured(reason: MisconfiguredReason) -> Self {
        Self::Misconfigured(Misconfigured { reason })
    }

    pub(crate) fn unauthorized(reason: UnauthorizedReason, space: &Arc<AuthContext>) -> Self {
        Self::Unauthorized(Unauthorized { reason, about: Arc::new(About::new(space)) })
    }

    pub(crate) fn unavailable(reason: UnavailableReason, space: &Arc<AuthContext>) -> Self {
        Self::Unavailable(Unavailable { reason, about: Arc::new(About::new(space)) })
    }

    /// The refusal of a caller whose credentials are good.
    pub(crate) fn denied(
        denial: Denial,
        identity: Option<&Identity>,
        space: &Arc<AuthContext>,
    ) -> Self {
        let about = Arc::new(About { identity: identity.cloned(), ..About::new(space) });
        let reason = match denial.remedy() {
            Remedy::None => ForbiddenReason::NotPermitted(denial),
            Remedy::Scopes => ForbiddenReason::InsufficientScope(denial),
            Remedy::StepUp => {
                let reason = UnauthorizedReason::InsufficientAuthentication(denial);
                return Self::Unauthorized(Unauthorized { reason, about });
            }
        };
        Self::Forbidden(Forbidden { reason, about })
    }

    /// Keeps this refusal secret: the client gets what a route that does not exist gets, which is what
    /// [`AuthBuilder::not_found`](crate::auth::AuthBuilder::not_found) says, or else an empty 404. In
    /// rocket it is the catcher for 404, and in tonic the status of an unknown method. A 500 stays one: it is no refusal,
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
            Self::Unauthorized(Unauthorized { reason, about }) => match reason {
                UnauthorizedReason::InsufficientAuthentication(denial) => {
                    about.space.insufficient(denial)
                }
                UnauthorizedReason::InvalidCredentials { scheme, error } => {
                    let expired = error.is_expired();
                    let error = if expired {
                        ChallengeError::ExpiredToken
                    } else {
                        ChallengeError::InvalidToken
                    };
                    about.space.challenges_with_error(Some(*scheme), error)
                }
                UnauthorizedReason::MalformedCredentials(CredentialsError::NotAToken(scheme)) => {
                    about.space.challenges_with_error(Some(*scheme), ChallengeError::InvalidToken)
                }
                UnauthorizedReason::MalformedCredentials(_) => {
                    about.space.challenges_with_error(None, ChallengeError::InvalidRequest)
                }
                UnauthorizedReason::NoCredentials => about.space.challenges(),
            },
            Self::Forbidden(Forbidden {
                reason: ForbiddenReason::InsufficientScope(denial),
                about,
            }) => about.space.insufficient(denial),
            _ => Vec::new(),
        }
    }

    /// When the client may try again.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let Self::Unavailable(Unavailable { reason, .. }) = self else { return None };
        Some(match reason {
            UnavailableReason::Authenticator(AuthenticationError::Unavailable {
                retry_after,
                ..
            }) => *retry_after,
            UnavailableReason::Authenticator(_)
            | UnavailableReason::Check(_)
            | UnavailableReason::DeadlineExceeded(_) => Duration::from_secs(1),
        })
    }

    /// Who is refused, where that is known.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        self.about()?.identity.as_ref()
    }

    /// Returns the name of the policy that refused the request: the path of a named policy, or of the function that the
    /// attribute guards.
    ///
    /// It is `None` where no policy refused the request, but an [`Identity`] that a handler takes, and for a route
    /// outside of every `Auth`.
    #[must_use]
    pub fn policy(&self) -> Option<Cow<'static, str>> {
        Some(self.about()?.policy?.public_name())
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

    /// Returns whether the client sees a rejection, and not what an unknown route gets.
    pub(crate) fn is_open(&self) -> bool {
        !matches!(self, Self::Concealed(_))
    }

    /// Makes this rejection one by `policy`, in `request`.
    pub(crate) fn of(mut self, policy: NamedRule, request: Option<Arc<Parts>>) -> Self {
        if let Some(about) = self.about_mut() {
            about.policy = Some(policy);
        }
        let rejection = self.in_request(request);
        if policy.concealed { rejection.conceal() } else { rejection }
    }

    /// Makes this rejection one in `request`.
    pub(crate) fn in_request(mut self, request: Option<Arc<Parts>>) -> Self {
        let is_other = |about: &About| about.request.is_some() || request.is_some();
        if self.about().is_some_and(is_other)
            && let Some(about) = self.about_mut()
        {
            about.request = request;
        }
        self
    }

    /// Returns the rejection without the request.
    ///
    /// A request's extensions may hold what holds the rejection: together they would never be freed.
    pub(crate) fn without_request(self) -> Self {
        self.in_request(None)
    }

    pub(crate) fn space(&self) -> Option<&AuthContext> {
        Some(&self.about()?.space)
    }

    pub(crate) fn about(&self) -> Option<&About> {
        match self {
            Self::Concealed(Concealed { rejection }) => rejection.about(),
            Self::Forbidden(Forbidden { about, .. })
            | Self::Unauthorized(Unauthorized { about, .. })
            | Self::Unavailable(Unavailable { about, .. }) => Some(about),
            Self::Misconfigured(_) => None,
        }
    }

    fn about_mut(&mut self) -> Option<&mut About> {
        match self {
            Self::Concealed(Concealed { rejection }) => rejection.about_mut(),
            Self::Forbidden(Forbidden { about, .. })
            | Self::Unauthorized(Unauthorized { about, .. })
            | Self::Unavailable(Unavailable { about, .. }) => Some(Arc::make_mut(about)),
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
                UnauthorizedReason::InsufficientAuthentication(_)
                | UnauthorizedReason::NoCredentials => None,
            },
            Self::Unavailable(Unavailable { reason, .. }) => match reason {
                UnavailableReason::Authenticator(error) => Some(error),
                UnavailableReason::Check(error) => Some(&**error),
                UnavailableReason::DeadlineExceeded(_) => None,
            },
        }
    }
}
