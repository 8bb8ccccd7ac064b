//! The pending decision of a source: on facts, or on a request inside an `Auth`.

use std::fmt;

use http::Extensions;

use crate::auth::decide::names_path;
use crate::auth::extract::{RequestAuth, Snapshot};
use crate::guard::Guard;
use crate::guard::pending::PendingGuard;
use crate::guard::proof::Proof;
use crate::guard::report_only::ReportOnly;
use crate::policy::Policy;
use crate::policy::facts::Facts;
use crate::rejection::Rejection;
use crate::request::head::Head;
use crate::request::path::PathParameters;

/// A decision on the facts or the request of an [`AuthSource`](crate::in_body::AuthSource), not yet
/// made.
#[derive(Debug)]
#[must_use = "a pending decision has no effect until it is made"]
pub struct PendingDecision<'a>(Inputs<'a>);

/// Reads the path parameters of a request from its extensions.
type ReadPath = fn(&Extensions) -> PathParameters;

enum Inputs<'a> {
    Facts(Facts<'a>),
    Request(RequestAuth<'a>, ReadPath),
    Snapshot(Box<Snapshot>),
}

impl<'a> PendingDecision<'a> {
    /// Creates a decision on facts.
    pub const fn of(facts: Facts<'a>) -> Self {
        Self(Inputs::Facts(facts))
    }

    /// Creates a decision on a request. `read_path` reads the path parameters from the
    /// request's extensions.
    pub(crate) const fn of_request(request: RequestAuth<'a>, read_path: ReadPath) -> Self {
        Self(Inputs::Request(request, read_path))
    }

    /// Creates a decision on a request whose type cannot be borrowed across an `.await`.
    pub(crate) fn snapshot<H: Head>(request: &RequestAuth<'_, H>, path: PathParameters) -> Self {
        Self(Inputs::Snapshot(Box::new(Snapshot::new(request, path))))
    }

    /// Decides policy `P`, and logs a rejection.
    ///
    /// # Errors
    ///
    /// The [`Rejection`] to respond with, a 500 for a request outside of any
    /// [`Auth`](crate::Auth).
    pub async fn check<P: Policy>(self) -> Result<Guard<P>, Rejection> {
        self.decide().await
    }

    /// Decides policy `P` without enforcing it, and logs a rejection.
    ///
    /// # Errors
    ///
    /// A 500 for a request outside of any [`Auth`](crate::Auth).
    pub async fn observe<P: Policy>(self) -> Result<ReportOnly<P>, Rejection> {
        self.decide().await
    }

    /// Decides policy `P` as far as possible before the function makes its own checks.
    ///
    /// # Errors
    ///
    /// As for [`check`](Self::check), if the checks cannot change the decision.
    pub async fn pending<P: Policy>(self) -> Result<PendingGuard<P>, Rejection> {
        self.decide().await
    }

    async fn decide<T: Proof>(self) -> Result<T, Rejection> {
        match self.0 {
            Inputs::Facts(facts) => facts.decide(),
            Inputs::Request(request, read_path) => {
                let path = const { names_path::<T>() }.then(|| read_path(request.head.extensions));
                decide_request(request, path.as_ref()).await
            }
            Inputs::Snapshot(snapshot) => {
                decide_request(snapshot.request(), Some(snapshot.path())).await
            }
        }
    }
}

async fn decide_request<T: Proof, H: Head>(
    request: RequestAuth<'_, H>,
    path: Option<&PathParameters>,
) -> Result<T, Rejection> {
    let state = request.state;
    let result = request.extract::<T>(path).await;
    // The function responds to its rejections, also to a later one of its own checks.
    if let Some(state) = state
        && !result.as_ref().is_ok_and(T::is_final)
    {
        state.hand_over();
    }
    result
}

impl fmt::Debug for Inputs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Facts(facts) => facts.fmt(f),
            Self::Request(request, _) => request.target.fmt(f),
            Self::Snapshot(snapshot) => snapshot.request().target.fmt(f),
        }
    }
}
