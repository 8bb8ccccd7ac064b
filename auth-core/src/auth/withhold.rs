//! Responses that no guard decided on: the option `withhold_unguarded`.

use std::iter::successors;

use http::StatusCode;

use crate::auth::request_state::RequestState;
use crate::guard::mark::Mark;
use crate::rejection::reason::MisconfiguredReason;
use crate::rejection::{Rejection, log};
use crate::request::target::Target;

impl AsRef<Mark> for RequestState {
    fn as_ref(&self) -> &Mark {
        self.mark()
    }
}

impl RequestState {
    /// Returns the mark of the request, which all `Auth`s around it share.
    pub(crate) fn mark(&self) -> &Mark {
        let outermost = successors(Some(self), |state| state.outer().map(AsRef::as_ref)).last();
        &outermost.unwrap_or(self).own_mark
    }

    /// Returns whether a response with this status must not be sent, because no guard decided.
    ///
    /// A client or server error passes. It is the response to a rejection or to an unknown route,
    /// or comes from middleware.
    pub(crate) fn withholds(&self, status: StatusCode) -> bool {
        self.config().withhold_unguarded
            && !status.is_client_error()
            && !status.is_server_error()
            && !self.mark().lets_out(status)
    }

    /// Returns whether a response with the status of a success would be withheld.
    pub(crate) fn may_withhold(&self) -> bool {
        self.withholds(StatusCode::OK)
    }

    /// Returns the rejection in place of a response that is withheld, and logs it.
    ///
    /// SECURITY: the adapter sends no header and no byte of the response. Cookies and `Location`
    /// are results of the handler, too.
    pub(crate) fn withhold(status: StatusCode, target: Target<'_>) -> Rejection {
        let rejection = Rejection::misconfigured(MisconfiguredReason::NoGuard);
        log::withheld(&rejection, status, target);
        rejection
    }
}
