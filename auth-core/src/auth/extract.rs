//! What an adapter asks for one request: of the session that it found there, or of nobody, where no `Auth` was.

use std::sync::Arc;

use http::request::Parts;

use crate::auth::request_state::{Asked, RequestState};
use crate::identity::Identity;
use crate::identity::MaybeIdentity;
use crate::policy::rule::NamedRule;
use crate::rejection::Rejection;
use crate::rejection::log;
use crate::rejection::reason::MisconfiguredReason;
use crate::request::head::{Head, HttpHead};
use crate::request::path::PathParameters;
use crate::request::target::{OwnedTarget, Target};

/// One request, as an adapter hands it over.
pub(crate) struct RequestAuth<'r, H = HttpHead<'r>> {
    /// The state of the innermost `Auth` that the request is in.
    pub(crate) state: Option<&'r Arc<RequestState>>,
    pub(crate) target: Target<'r>,
    pub(crate) head: H,
}

impl<H: Head> RequestAuth<'_, H> {
    /// Who is calling; a request without credentials is refused.
    pub(crate) async fn identity(self) -> Result<Identity, Rejection> {
        let Some(state) = self.state else { return Err(self.no_auth(None)) };
        state.identity().await.map_err(|rejection| state.reject_caller(rejection, self.asked()))
    }

    /// Who is calling, if anybody says.
    pub(crate) async fn maybe_identity(self) -> Result<MaybeIdentity, Rejection> {
        let Some(state) = self.state else { return Err(self.no_auth(None)) };
        state.caller().await.map_err(|rejection| state.defer(rejection, self.asked()))
    }

    pub(crate) fn asked(&self) -> Asked<'_> {
        Asked { target: self.target, head: &self.head }
    }

    /// The rejection of a request that no `Auth` has seen, logged: a route was added outside of it.
    pub(crate) fn no_auth(&self, policy: Option<NamedRule>) -> Rejection {
        let rejection = Rejection::misconfigured(MisconfiguredReason::NoAuth);
        log::no_auth(&rejection, policy, self.target);
        rejection
    }
}

/// A copy of the parts of a request that a rule can use, for a decision that must not borrow it.
pub(crate) struct Snapshot {
    state: Option<Arc<RequestState>>,
    target: OwnedTarget,
    head: Option<Arc<Parts>>,
    path: PathParameters,
}

impl Snapshot {
    /// Copies a request. `path` has the path parameters of its route.
    pub(crate) fn new<H: Head>(request: &RequestAuth<'_, H>, path: PathParameters) -> Self {
        let head = request.state.and_then(|state| state.copy_of(&request.head));
        Self { state: request.state.cloned(), target: request.target.to_owned(), head, path }
    }

    /// Returns the request.
    pub(crate) fn request(&self) -> RequestAuth<'_, &Option<Arc<Parts>>> {
        let target = self.target.as_target();
        RequestAuth { state: self.state.as_ref(), target, head: &self.head }
    }

    /// Returns the path parameters.
    pub(crate) fn path(&self) -> &PathParameters {
        &self.path
    }
}
