//! The argument of `on_rejection`: a rejection, the request that it refuses, and the response to start from.

use std::borrow::Cow;
use std::fmt;

use http::Response;
use http::request::Parts;

use super::Rejection;

/// The argument of [`AuthBuilder::on_rejection`](crate::auth::AuthBuilder::on_rejection): a rejection, the request that it
/// refuses, and the response to start from.
pub struct RejectionContext<'a> {
    rejection: &'a Rejection,
    response: Response<String>,
}

impl<'a> RejectionContext<'a> {
    pub(crate) fn new(rejection: &'a Rejection, response: Response<String>) -> Self {
        Self { rejection, response }
    }

    /// Returns the rejection.
    pub fn rejection(&self) -> &'a Rejection {
        self.rejection
    }

    /// Returns the code of the rejection: see [`Rejection::code`].
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.rejection.code()
    }

    /// Returns the name of the policy that refused the request. See [`Rejection::policy`].
    #[must_use]
    pub fn policy(&self) -> Option<Cow<'static, str>> {
        self.rejection.policy()
    }

    /// Returns the request: method, URI, header fields and, where the framework speaks `http` 1, extensions.
    ///
    /// It is `None` where the decision was made without a request: by [`Identity::check`](crate::Identity::check) or
    /// [`Facts::check`](crate::policy::Facts::check), and in a function with `from = …` that takes an identity or facts.
    ///
    /// The header fields hold the caller's credentials: do not log them.
    #[must_use]
    pub fn request(&self) -> Option<&'a Parts> {
        self.rejection.about()?.request.as_deref()
    }

    /// Returns the response that would be sent, for the function to change and to return.
    ///
    /// Its body is a problem document. Its `Content-Type` is added later, if the function leaves the body as it is.
    #[must_use]
    pub fn into_response(self) -> Response<String> {
        self.response
    }
}

impl fmt::Debug for RejectionContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SECURITY: the request holds its credentials: it is never printed.
        f.debug_struct("RejectionContext")
            .field("rejection", self.rejection)
            .finish_non_exhaustive()
    }
}
