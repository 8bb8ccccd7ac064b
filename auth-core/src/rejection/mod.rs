//! Rejections: the responses to rejected requests, with their reasons for logs.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::request::Parts;

pub(crate) use self::about::About;
pub use self::rejection_context::RejectionContext;
use crate::authn::AuthenticationError;
use crate::identity::Identity;
use crate::policy::denial::Denial;
use crate::policy::rule::NamedRule;
use crate::rejection::auth_context::AuthContext;
use crate::rejection::challenge::ChallengeError;
use crate::request::browser::Browser;
use crate::request::credentials::CredentialsError;
use crate::request::cross_site::CrossSite;
use crate::request::scheme::Scheme;

pub(crate) mod about;
pub(crate) mod auth_context;
pub(crate) mod challenge;
pub(crate) mod code;
pub(crate) mod log;
pub(crate) mod login;
pub(crate) mod mistakes;
pub(crate) mod observe;
pub(crate) mod reason;
pub(crate) mod rejection_context;
pub(crate) mod rejection_log;
pub(crate) mod response;
pub(crate) mod status;

pub use self::challenge::Challenge;
pub use self::reason::{
    ForbiddenReason, MisconfiguredReason, UnauthorizedReason, UnavailableReason,
};

/// The response to a rejected request, with its reason.
///
/// The enum is closed: the compiler checks that a `match` handles each response. The reasons inside
/// may grow. `Display` and `source()` are for logs. The client sees
/// [`into_response`](Self::into_response), which names only the scopes and the login that would
/// help.
///
/// ```
/// use auth_core::{Policy, Rejection};
/// use auth_core::policy::{Facts, Rule};
///
/// struct Admins;
///
/// impl Policy for Admins {
///     const RULE: Rule = Rule::role("admin");
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
    /// 404: the rejection inside is secret, and so is the route.
    Concealed(Concealed),
    /// 403: the caller is known and not authorized.
    Forbidden(Forbidden),
    /// 500: the application is misconfigured.
    Misconfigured(Misconfigured),
    /// 401: credentials are missing or bad, or stronger authentication is required. For a user
    /// without a session, it can be a 303 to the [login](crate::auth::AuthBuilder::login).
    Unauthorized(Unauthorized),
    /// 503: the decision could not be made.
    Unavailable(Unavailable),
}

/// 401: credentials are missing or bad, or stronger authentication is required.
#[derive(Clone, Debug)]
pub struct Unauthorized {
    reason: UnauthorizedReason,
    about: Arc<About>,
}

/// 403: the caller is known and not authorized.
#[derive(Clone, Debug)]
pub struct Forbidden {
    reason: ForbiddenReason,
    about: Arc<About>,
}

/// 404: a rejection that looks like a route that does not exist.
#[derive(Clone, Debug)]
pub struct Concealed {
    rejection: Box<Rejection>,
}

/// 500: the application is misconfigured.
#[derive(Clone, Debug)]
pub struct Misconfigured {
    reason: MisconfiguredReason,
}

/// 503: the decision could not be made.
#[derive(Clone, Debug)]
pub struct Unavailable {
    reason: UnavailableReason,
    about: Arc<About>,
}

impl Rejection {
    pub(crate) fn misconfigured(reason: MisconfiguredReason) -> Self {
        Self::Misconfigured(Misconfigured { reason })
    }

    pub(crate) fn unauthorized(reason: UnauthorizedReason, context: &Arc<AuthContext>) -> Self {
        Self::Unauthorized(Unauthorized { reason, about: Arc::new(About::new(context)) })
    }

    pub(crate) fn cross_site(reason: CrossSite, context: &Arc<AuthContext>) -> Self {
        let reason = ForbiddenReason::CrossSite(reason);
        Self::Forbidden(Forbidden { reason, about: Arc::new(About::new(context)) })
    }

    pub(crate) fn unavailable(reason: UnavailableReason, context: &Arc<AuthContext>) -> Self {
        Self::Unavailable(Unavailable { reason, about: Arc::new(About::new(context)) })
    }

    /// Returns the challenges of the response. A 401 has one for each scheme of the application, at
    /// least one ([RFC 9110 §15.5.2](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2)). A 403
    /// has one if a token with more scopes would be accepted.
    ///
    /// A request of a script in a browser (`Sec-Fetch-Mode` other than `navigate`) gets no `Basic`
    /// challenge beside another one: the browser would ask its user for a password.
    #[must_use]
    pub fn challenges(&self) -> Vec<Challenge> {
        let mut challenges = self.all_challenges();
        let is_basic = |challenge: &Challenge| challenge.scheme() == Scheme::BASIC;
        // A 401 keeps its only challenge (S3).
        if self.about().is_some_and(|about| about.browser.is_by_script)
            && !challenges.iter().all(is_basic)
        {
            challenges.retain(|challenge| !is_basic(challenge));
        }
        challenges
    }

    /// Returns the challenges for a request that no script made.
    fn all_challenges(&self) -> Vec<Challenge> {
        match self {
            _ if self.is_login() => Vec::new(),
            Self::Unauthorized(Unauthorized { reason, about }) => match reason {
                UnauthorizedReason::InsufficientAuthentication(denial) => {
                    about.context.insufficient(denial)
                }
                UnauthorizedReason::InvalidCredentials { scheme, error } => {
                    let expired = error.is_expired();
                    let error = if expired {
                        ChallengeError::ExpiredToken
                    } else {
                        ChallengeError::InvalidToken
                    };
                    about.context.challenges_with_error(Some(*scheme), error)
                }
                UnauthorizedReason::MalformedCredentials(CredentialsError::NotAToken(scheme)) => {
                    about.context.challenges_with_error(Some(*scheme), ChallengeError::InvalidToken)
                }
                UnauthorizedReason::MalformedCredentials(_) => {
                    about.context.challenges_with_error(None, ChallengeError::InvalidRequest)
                }
                UnauthorizedReason::NoCredentials => about.context.challenges(),
            },
            Self::Forbidden(Forbidden {
                reason: ForbiddenReason::InsufficientScope(denial),
                about,
            }) => about.context.insufficient(denial),
            _ => Vec::new(),
        }
    }

    /// Returns the delay after which the client may try again.
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

    /// Returns the identity of the rejected caller, if it is known.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        self.about()?.identity.as_ref()
    }

    /// Returns the name of the policy that rejected the request: the path of a named policy, or of
    /// the function that the attribute guards.
    ///
    /// It is `None` if an [`Identity`] argument rejected the request, and for a route outside of
    /// every `Auth`.
    #[must_use]
    pub fn policy(&self) -> Option<Cow<'static, str>> {
        Some(self.about()?.policy?.public_name())
    }

    /// Returns the unmet requirements, if the caller is known.
    #[must_use]
    pub fn denial(&self) -> Option<&Denial> {
        match self {
            Self::Concealed(Concealed { rejection }) => rejection.denial(),
            Self::Forbidden(forbidden) => forbidden.reason.denial(),
            Self::Unauthorized(Unauthorized {
                reason: UnauthorizedReason::InsufficientAuthentication(denial),
                ..
            }) => Some(denial),
            Self::Misconfigured(_) | Self::Unauthorized(_) | Self::Unavailable(_) => None,
        }
    }

    /// Returns whether the rejection is not concealed.
    pub(crate) fn is_open(&self) -> bool {
        !matches!(self, Self::Concealed(_))
    }

    /// Sets the policy and the request. Conceals the rejection if the policy says so.
    pub(crate) fn of(mut self, policy: NamedRule, request: Option<Arc<Parts>>) -> Self {
        if let Some(about) = self.about_mut() {
            about.policy = Some(policy);
        }
        let rejection = self.in_request(request);
        if policy.concealed { rejection.conceal() } else { rejection }
    }

    /// Adapts the response to the kind of a browser's request.
    pub(crate) fn for_browser(mut self, browser: &Browser) -> Self {
        if (browser.is_by_script || browser.page.is_some())
            && let Some(about) = self.about_mut()
        {
            about.browser = browser.clone();
        }
        self
    }

    /// Sets the request.
    pub(crate) fn in_request(mut self, request: Option<Arc<Parts>>) -> Self {
        let is_other = |about: &About| about.request.is_some() || request.is_some();
        if self.about().is_some_and(is_other)
            && let Some(about) = self.about_mut()
        {
            about.request = request;
        }
        self
    }

    /// Removes the request. Its extensions may hold this rejection: a cycle would never be freed.
    pub(crate) fn without_request(self) -> Self {
        self.in_request(None)
    }

    pub(crate) fn context(&self) -> Option<&AuthContext> {
        Some(&self.about()?.context)
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
    /// Returns the reason.
    #[must_use]
    pub fn reason(&self) -> &UnauthorizedReason {
        &self.reason
    }
}

impl Forbidden {
    /// Returns the reason.
    #[must_use]
    pub fn reason(&self) -> &ForbiddenReason {
        &self.reason
    }
}

impl Concealed {
    /// Returns the secret rejection.
    pub fn rejection(&self) -> &Rejection {
        &self.rejection
    }
}

impl Misconfigured {
    /// Returns the mistake of the application.
    #[must_use]
    pub fn reason(&self) -> MisconfiguredReason {
        self.reason
    }
}

impl Unavailable {
    /// Returns the reason.
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
