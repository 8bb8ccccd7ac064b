//! The status of a rejection: which denial becomes a 401, a 403 or a 404.

use std::sync::Arc;

use http::StatusCode;

use crate::identity::Identity;
use crate::policy::denial::Denial;
use crate::policy::requirement::Remedy;
use crate::rejection::about::About;
use crate::rejection::auth_context::AuthContext;
use crate::rejection::reason::{ForbiddenReason, UnauthorizedReason};
use crate::rejection::{Concealed, Forbidden, Rejection, Unauthorized};

impl Rejection {
    /// Returns the rejection of a denied caller: a 401 if a new login would help, else a 403.
    pub(crate) fn denied(
        denial: Denial,
        identity: Option<&Identity>,
        context: &Arc<AuthContext>,
    ) -> Self {
        let about = Arc::new(About { identity: identity.cloned(), ..About::new(context) });
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

    /// Makes this rejection secret: the client gets the response to a route that does not exist.
    ///
    /// That is the response of [`AuthBuilder::not_found`](crate::auth::AuthBuilder::not_found), or
    /// else an empty 404. In rocket it is the catcher for 404, in tonic the status of an unknown
    /// method. A 500 is not concealed, so that the application's developers see it.
    pub fn conceal(self) -> Self {
        match self {
            Self::Concealed(_) | Self::Misconfigured(_) => self,
            Self::Forbidden(_) | Self::Unauthorized(_) | Self::Unavailable(_) => {
                Self::Concealed(Concealed { rejection: Box::new(self) })
            }
        }
    }

    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Concealed(_) => StatusCode::NOT_FOUND,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::Misconfigured(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unauthorized(_) if self.is_login() => StatusCode::SEE_OTHER,
            Self::Unauthorized(_) => StatusCode::UNAUTHORIZED,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}
