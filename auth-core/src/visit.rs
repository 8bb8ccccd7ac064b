//! What an adapter asks for one request: of the session that it found there, or of nobody, where no `Auth` was.

use crate::event::{self, Target};
use crate::guard::{Guard, MaybeIdentity};
use crate::identity::Identity;
use crate::observed::Observed;
use crate::path::PathParameters;
use crate::policy::{Policy, named, named_with_checks};
use crate::reason::MisconfiguredReason;
use crate::rejection::Rejection;
use crate::rule::NamedRule;
use crate::session::Session;
use crate::undecided::Undecided;

/// One request, as an adapter hands it over.
pub(crate) struct Visit<'r> {
    /// The session of the innermost `Auth` that saw the request.
    pub(crate) session: Option<&'r Session>,
    pub(crate) target: Target<'r>,
}

impl Visit<'_> {
    /// Decides policy `P`. `path` is what the route found in the path: it is needed only if the policy
    /// [names any of it](names_path).
    pub(crate) async fn guard<P: Policy>(self, path: Option<&PathParameters>) -> Result<Guard<P>, Rejection> {
        let policy = const { named::<P>() };
        let Some(session) = self.session else { return Err(self.no_auth(Some(policy))) };
        session.decide(policy, path, self.target).await.map(Guard::assertion)
    }

    /// Decides policy `P`, and logs what would have been refused.
    pub(crate) async fn observe<P: Policy>(
        self,
        path: Option<&PathParameters>,
    ) -> Result<Observed<P>, Rejection> {
        let policy = const { named::<P>() };
        let Some(session) = self.session else { return Err(self.no_auth(Some(policy))) };
        Ok(Observed::new(session.observe(policy, path, self.target).await))
    }

    /// Decides policy `P` as far as it can be decided before the handler makes its own checks.
    pub(crate) async fn undecided<P: Policy>(
        self,
        path: Option<&PathParameters>,
    ) -> Result<Undecided<P>, Rejection> {
        let policy = const { named_with_checks::<P>() };
        let Some(session) = self.session else { return Err(self.no_auth(Some(policy))) };
        session.begin(policy, path, self.target).await.map(Undecided::new)
    }

    /// Who is calling; a request without credentials is refused.
    pub(crate) async fn identity(self) -> Result<Identity, Rejection> {
        let Some(session) = self.session else { return Err(self.no_auth(None)) };
        session.identity(self.target).await
    }

    /// Who is calling, if anybody says.
    pub(crate) async fn maybe_identity(self) -> Result<MaybeIdentity, Rejection> {
        let Some(session) = self.session else { return Err(self.no_auth(None)) };
        session.maybe_identity(self.target).await
    }

    /// The rejection of a request that no `Auth` has seen, logged: a route was added outside of it.
    fn no_auth(&self, policy: Option<NamedRule>) -> Rejection {
        let rejection = Rejection::misconfigured(MisconfiguredReason::NoAuth);
        event::refused(&rejection, policy, Some(self.target));
        rejection.into_logged()
    }
}

/// Whether policy `P` compares path parameters.
pub(crate) const fn names_path<P: Policy>() -> bool {
    named_with_checks::<P>().asks.path
}
