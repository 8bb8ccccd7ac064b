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
    /// The session of the innermost `Auth` that saw the request.
    pub(crate) state: Option<&'r RequestState>,
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

/// A request of which everything is kept that a rule asks for.
pub(crate) struct Snapshot {
    state: Option<Arc<RequestState>>,
    target: OwnedTarget,
    head: Option<Arc<Parts>>,
    path: Option<PathParameters>,
}

impl Snapshot {
    #[cfg(any(feature = "actix-web", feature = "poem", feature = "rocket", feature = "salvo"))]
    pub(crate) fn new(
        state: Option<Arc<RequestState>>,
        target: Target<'_>,
        head: &dyn Head,
        path: Option<PathParameters>,
    ) -> Self {
        let head = state.as_ref().and_then(|state| state.copy_of(head));
        Self { state, target: target.to_owned(), head, path }
    }

    /// Returns the request, to ask for what it may.
    pub(crate) fn visit(&self) -> RequestAuth<'_, &Option<Arc<Parts>>> {
        let target = self.target.as_target();
        RequestAuth { state: self.state.as_deref(), target, head: &self.head }
    }

    /// Returns what the route found in the path.
    pub(crate) fn path(&self) -> Option<&PathParameters> {
        self.path.as_ref()
    }
}
