//! The request as an adapter passes it to the decision procedure.

use std::sync::Arc;

use http::request::Parts;

use crate::auth::request_state::{Asked, RequestState};
use crate::guard::{Public, PublicReason};
use crate::identity::Identity;
use crate::identity::MaybeIdentity;
use crate::policy::rule::NamedRule;
use crate::rejection::Rejection;
use crate::rejection::log;
use crate::rejection::reason::MisconfiguredReason;
use crate::request::head::{Head, RequestHead};
use crate::request::path::PathParameters;
use crate::request::target::{OwnedTarget, Target};

/// A request as an adapter passes it on.
pub(crate) struct RequestAuth<'r, H = RequestHead<'r>> {
    /// The state of the innermost `Auth` that the request is in.
    pub(crate) state: Option<&'r Arc<RequestState>>,
    pub(crate) target: Target<'r>,
    pub(crate) head: H,
}

impl<H: Head> RequestAuth<'_, H> {
    /// Returns the caller's identity. A request without credentials is rejected.
    pub(crate) async fn identity(self) -> Result<Identity, Rejection> {
        let Some(state) = self.state else { return Err(self.no_auth(None)) };
        state.identity().await.map_err(|rejection| state.reject_caller(rejection, self.asked()))
    }

    /// Returns the caller's identity, if the request has credentials.
    pub(crate) async fn maybe_identity(self) -> Result<MaybeIdentity, Rejection> {
        let Some(state) = self.state else { return Err(self.no_auth(None)) };
        state.maybe_identity().await.map_err(|rejection| state.defer(rejection, self.asked()))
    }

    /// Returns the argument of a handler under `#[public(…)]`.
    pub(crate) fn public<M: PublicReason>(&self) -> Public<M> {
        self.note_public();
        Public::new()
    }

    /// Notes that the request reached a handler that is deliberately open.
    pub(crate) fn note_public(&self) {
        if let Some(state) = self.state {
            state.mark().pass();
        }
    }

    pub(crate) fn asked(&self) -> Asked<'_> {
        Asked { target: self.target, head: &self.head }
    }

    /// Returns the rejection of a request outside of every `Auth`, and logs it.
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
