//! Stable codes of rejections.

use super::{Concealed, Forbidden, Misconfigured, Rejection, Unauthorized, Unavailable};
use crate::authn::AuthenticationError;
use crate::rejection::reason::{
    ForbiddenReason, MisconfiguredReason, UnauthorizedReason, UnavailableReason,
};
use crate::request::credentials::CredentialsError;

impl Rejection {
    /// Returns the code of this rejection: a stable identifier for logs, metrics and error bodies.
    ///
    /// The log has it as `code`.
    ///
    /// | status | code | the request … |
    /// |---|---|---|
    /// | 401 | `no_credentials` | presents no credentials |
    /// | 401 | `malformed_credentials` | presents credentials that cannot be parsed |
    /// | 401 | `several_credentials` | presents more than one set of credentials |
    /// | 401 | `token_expired` | presents credentials that expired |
    /// | 401 | `token_revoked` | presents credentials that were revoked |
    /// | 401 | `invalid_token` | presents credentials that are invalid for another reason |
    /// | 401 | `insufficient_authentication` | needs a login that is stronger or more recent |
    /// | 403 | `insufficient_scope` | needs a token with more scopes |
    /// | 403 | `cross_site` | has a session or password, and another site may have caused it |
    /// | 403 | `forbidden` | needs a grant or fact that a new token would not add |
    /// | 500 | `no_auth` | reached a route outside of every `Auth` |
    /// | 500 | `no_guard` | reached a handler without a guard, whose response was withheld |
    /// | 503 | `authenticator_unavailable` | cannot be authenticated now |
    /// | 503 | `authenticator_timeout` | was not authenticated within the deadline |
    /// | 503 | `check_failed` | reached a `check(…)` that ended with an error |
    ///
    /// A code keeps its meaning in every release. A later release may add codes. A concealed
    /// rejection has the code of the rejection inside: do not send that code to clients.
    ///
    /// ```
    /// use auth_core::Policy;
    /// use auth_core::policy::{Facts, Rule};
    ///
    /// struct Admins;
    ///
    /// impl Policy for Admins {
    ///     const RULE: Rule = Rule::role("admin");
    /// }
    ///
    /// let rejection = Facts::anonymous().check::<Admins>().unwrap_err();
    /// assert_eq!(rejection.code(), "no_credentials");
    /// ```
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Concealed(Concealed { rejection }) => rejection.code(),
            Self::Forbidden(Forbidden { reason, .. }) => match reason {
                ForbiddenReason::CrossSite(_) => "cross_site",
                ForbiddenReason::InsufficientScope(_) => "insufficient_scope",
                ForbiddenReason::NotPermitted(_) => "forbidden",
            },
            Self::Misconfigured(Misconfigured { reason }) => match reason {
                MisconfiguredReason::NoAuth => "no_auth",
                MisconfiguredReason::NoGuard => "no_guard",
            },
            Self::Unauthorized(Unauthorized { reason, .. }) => match reason {
                UnauthorizedReason::InsufficientAuthentication(_) => "insufficient_authentication",
                UnauthorizedReason::InvalidCredentials { error, .. } => match error {
                    AuthenticationError::Expired | AuthenticationError::ExpiredAt { .. } => {
                        "token_expired"
                    }
                    AuthenticationError::Revoked => "token_revoked",
                    AuthenticationError::Invalid(_)
                    | AuthenticationError::NoCredentials
                    | AuthenticationError::Unavailable { .. } => "invalid_token",
                },
                UnauthorizedReason::MalformedCredentials(CredentialsError::Several) => {
                    "several_credentials"
                }
                UnauthorizedReason::MalformedCredentials(_) => "malformed_credentials",
                UnauthorizedReason::NoCredentials => "no_credentials",
            },
            Self::Unavailable(Unavailable { reason, .. }) => match reason {
                UnavailableReason::Authenticator(_) => "authenticator_unavailable",
                UnavailableReason::Check(_) => "check_failed",
                UnavailableReason::DeadlineExceeded(_) => "authenticator_timeout",
            },
        }
    }
}
