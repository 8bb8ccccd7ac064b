//! The argument of `on_rejection`: a rejection, its request, and the default response.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;

use http::Response;
use http::request::Parts;

use crate::rejection::Rejection;
use crate::rejection::auth_context::Wording;

/// The argument of [`AuthBuilder::on_rejection`](crate::auth::AuthBuilder::on_rejection): a
/// rejection, its request, and the default response.
pub struct RejectionContext<'a> {
    rejection: &'a Rejection,
    response: Response<String>,
}

impl<F: Fn(RejectionContext<'_>) -> Response<String> + Send + Sync> Wording for F {
    fn response(&self, rejection: &dyn Any, response: Response<String>) -> Response<String> {
        match rejection.downcast_ref() {
            Some(rejection) => self(RejectionContext { rejection, response }),
            None => response,
        }
    }
}

impl<'a> RejectionContext<'a> {
    /// Returns the rejection.
    pub fn rejection(&self) -> &'a Rejection {
        self.rejection
    }

    /// Returns the code of the rejection. See [`Rejection::code`].
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.rejection.code()
    }

    /// Returns the name of the policy that rejected the request. See [`Rejection::policy`].
    #[must_use]
    pub fn policy(&self) -> Option<Cow<'static, str>> {
        self.rejection.policy()
    }

    /// Returns the request: method, URI, headers and, if the framework uses `http` 1, extensions.
    ///
    /// Returns `None` if the decision was made without a request: by
    /// [`Identity::check`](crate::Identity::check), by
    /// [`Facts::check`](crate::policy::Facts::check), or in a function with `from = …` that takes
    /// an identity or facts.
    ///
    /// The headers hold the caller's credentials: do not log them.
    #[must_use]
    pub fn request(&self) -> Option<&'a Parts> {
        self.rejection.about()?.request.as_deref()
    }

    /// Returns the default response, for the function to change and return.
    ///
    /// Its body is a problem document. The `Content-Type` of that document is added later, unless
    /// the function replaces the body.
    #[must_use]
    pub fn into_response(self) -> Response<String> {
        self.response
    }
}

impl fmt::Debug for RejectionContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SECURITY: the headers of the request hold credentials, which a log would leak. Omitted.
        f.debug_struct("RejectionContext")
            .field("rejection", self.rejection)
            .finish_non_exhaustive()
    }
}
