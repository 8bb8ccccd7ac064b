//! What an adapter asks for one request: of the session that it found there, or of nobody, where no `Auth` was.

use std::sync::Arc;

use http::request::Parts;

use crate::auth::request_state::{Asked, RequestState};
use crate::guard::Guard;
use crate::guard::pending::PendingGuard;
use crate::guard::report_only::ReportOnly;
use crate::identity::Identity;
use crate::identity::MaybeIdentity;
use crate::policy::rule::NamedRule;
use crate::policy::{Policy, named, named_with_checks};
use crate::rejection::Rejection;
use crate::rejection::log;
use crate::rejection::reason::MisconfiguredReason;
use crate::request::head::{Head, HttpHead};
use crate::request::path::PathParameters;
use crate::request::target::{OwnedTarget, Target};

/// One request, as an adapter hands it over.
pub(crate) struct RequestAuth<'r, H = HttpHead<'r>> {
    /// The session of the innermost `Auth` that saw the request.
    pub(crate) session: Option<&'r RequestState>,
    pub(crate) target: Target<'r>,
    pub(crate) head: H,
}

impl<H: Head> RequestAuth<'_, H> {
    /// Decides policy `P`. `path` is what the route found in the path: it is needed only if the policy
    /// [names any of it](names_path).
    pub(crate) async fn guard<P: Policy>(
        self,
        path: Option<&PathParameters>,
    ) -> Result<Guard<P>, Rejection> {
        let policy = const { named::<P>() };
        let Some(session) = self.session else { return Err(self.no_auth(Some(policy))) };
        let decided = session.decide(policy, path).await;
        let refuse = |rejection| session.refuse(rejection, policy, path, self.asked());
        decided.map(Guard::assertion).map_err(refuse)
    }

    /// Decides policy `P`, and logs what would have been refused.
    pub(crate) async fn observe<P: Policy>(
        self,
        path: Option<&PathParameters>,
    ) -> Result<ReportOnly<P>, Rejection> {
        let policy = const { named::<P>() };
        let Some(session) = self.session else { return Err(self.no_auth(Some(policy))) };
        let rejection = session.decide(policy, path).await.err();
        Ok(ReportOnly::new(session.observe(rejection, policy, path, self.asked())))
    }

    /// Decides policy `P` as far as it can be decided before the handler makes its own checks.
    pub(crate) async fn pending<P: Policy>(
        self,
        path: Option<&PathParameters>,
    ) -> Result<PendingGuard<P>, Rejection> {
        let policy = const { named_with_checks::<P>() };
        let Some(session) = self.session else { return Err(self.no_auth(Some(policy))) };
        let opened = session.open(policy, path).await;
        session.begin(opened, policy, path, self.asked()).map(PendingGuard::new)
    }

    /// Who is calling; a request without credentials is refused.
    pub(crate) async fn identity(self) -> Result<Identity, Rejection> {
        let Some(session) = self.session else { return Err(self.no_auth(None)) };
        session.identity().await.map_err(|rejection| session.refuse_caller(rejection, self.asked()))
    }

    /// Who is calling, if anybody says.
    pub(crate) async fn maybe_identity(self) -> Result<MaybeIdentity, Rejection> {
        let Some(session) = self.session else { return Err(self.no_auth(None)) };
        session.caller().await.map_err(|rejection| session.refuse_maybe(rejection, self.asked()))
    }

    fn asked(&self) -> Asked<'_> {
        Asked { target: self.target, head: &self.head }
    }

    /// The rejection of a request that no `Auth` has seen, logged: a route was added outside of it.
    fn no_auth(&self, policy: Option<NamedRule>) -> Rejection {
        let rejection = Rejection::misconfigured(MisconfiguredReason::NoAuth);
        log::no_auth(&rejection, policy, self.target);
        rejection
    }
}

/// A request of which everything is kept that a rule asks for.
pub(crate) struct Snapshot {
    session: Option<Arc<RequestState>>,
    target: OwnedTarget,
    head: Option<Arc<Parts>>,
    path: Option<PathParameters>,
}

impl Snapshot {
    #[cfg(any(feature = "actix-web", feature = "poem", feature = "rocket", feature = "salvo"))]
    pub(crate) fn new(
        session: Option<Arc<RequestState>>,
        target: Target<'_>,
        head: &dyn Head,
        path: Option<PathParameters>,
    ) -> Self {
        let head = session.as_ref().and_then(|session| session.copy_of(head));
        Self { session, target: target.to_owned(), head, path }
    }

    /// Returns the request, to ask for what it may.
    pub(crate) fn visit(&self) -> RequestAuth<'_, &Option<Arc<Parts>>> {
        let target = self.target.as_target();
        RequestAuth { session: self.session.as_deref(), target, head: &self.head }
    }

    /// Returns what the route found in the path.
    pub(crate) fn path(&self) -> Option<&PathParameters> {
        self.path.as_ref()
    }
}

/// Whether policy `P` compares path parameters.
pub(crate) const fn names_path<P: Policy>() -> bool {
    named_with_checks::<P>().asks.path
}
