//! The result of a request, as the response of the application shows it.

use std::fmt::{self, Display, Formatter};

use http::{Method, Response, StatusCode};

use crate::rejection::Rejection;
use crate::testing::application::Application;
use crate::testing::expected::Expected;

/// The result of a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Received {
    /// The response is no rejection. A 404 or 405 may also come from the router.
    LetIn(StatusCode),
    /// The response is a rejection.
    Rejected(StatusCode),
    /// A rejection of the first status became a response with the second one.
    Replaced(StatusCode, StatusCode),
    /// The response is an error of the server, which proves no decision.
    Failed(StatusCode),
    /// There was no response, for this reason.
    Nothing(String),
}

impl Received {
    /// Reads a response. `is_concealed` says that rejections of the route look like an unknown one.
    pub(super) fn of<A: Application>(response: &Response<()>, is_concealed: bool) -> Self {
        let status = response.status();
        let rejection = response.extensions().get::<Rejection>().map(Rejection::status);
        match (rejection, status) {
            // An application may send a rejected caller to its login.
            (Some(rejection), _) if rejection == status || status.is_redirection() => {
                Self::Rejected(rejection)
            }
            (Some(rejection), _) => Self::Replaced(rejection, status),
            (None, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Self::Rejected(status),
            (None, StatusCode::NOT_FOUND) if is_concealed && !A::SHOWS_REJECTIONS => {
                Self::Rejected(status)
            }
            (None, _) if status.is_server_error() => Self::Failed(status),
            (None, _) => Self::LetIn(status),
        }
    }

    /// Returns `true` if the response may come from the router: it knows no such route.
    const fn may_be_unrouted(&self) -> bool {
        matches!(self, Self::LetIn(StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED))
    }

    /// Returns `true` if the response cannot come from a router that knows no such route. Without
    /// the rejection at hand, a concealed one is no proof.
    pub(super) fn proves_route<A: Application>(&self) -> bool {
        let may_be_concealed =
            !A::SHOWS_REJECTIONS && *self == Self::Rejected(StatusCode::NOT_FOUND);
        !may_be_concealed && !self.may_be_unrouted()
    }

    /// Returns `true` if the result is the expected one.
    pub(super) fn fits(&self, expected: Expected, method: &Method) -> bool {
        // Not every router answers HEAD where it answers GET.
        if *method == Method::HEAD && self.may_be_unrouted() {
            return true;
        }
        match (expected, self) {
            (Expected::Rejected(expected), Self::Rejected(status)) => expected == *status,
            (Expected::LetIn | Expected::LetInOr401 | Expected::CheckDecides, Self::LetIn(_)) => {
                true
            }
            (Expected::CheckDecides, Self::Rejected(status)) => status.is_client_error(),
            (Expected::LetInOr401, Self::Rejected(status)) => *status == StatusCode::UNAUTHORIZED,
            _ => false,
        }
    }
}

impl Display for Received {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::LetIn(status) => write!(f, "status {} without a rejection", status.as_u16()),
            Self::Rejected(StatusCode::INTERNAL_SERVER_ERROR) => {
                f.write_str("rejected with 500: the log names the mistake")
            }
            Self::Rejected(status) => write!(f, "rejected with {}", status.as_u16()),
            Self::Replaced(rejection, status) => write!(
                f,
                "status {} in place of a rejection with {}",
                status.as_u16(),
                rejection.as_u16()
            ),
            Self::Failed(status) => write!(f, "an error of the server, status {}", status.as_u16()),
            Self::Nothing(reason) => write!(f, "no response: {reason}"),
        }
    }
}
