//! Who calls a function that is no handler: what `from = …` takes, and what it returns instead.

use std::fmt;

use http::Extensions;

use crate::auth::decide::names_path;
use crate::auth::extract::{RequestAuth, Snapshot};
use crate::guard::Guard;
use crate::guard::pending::PendingGuard;
use crate::guard::proof::Proof;
use crate::guard::report_only::ReportOnly;
use crate::identity::Identity;
use crate::identity::MaybeIdentity;
use crate::policy::facts::Facts;
use crate::policy::{Policy, named_with_checks};
use crate::rejection::Rejection;
use crate::request::head::Head;
use crate::request::path::PathParameters;

/// What says who calls a function under `#[require(…, from = …)]`: an [`Identity`], a [`MaybeIdentity`], [`Facts`], a `&Guard<_>`,
/// or a request inside an [`Auth`](crate::Auth).
///
/// An application implements it for its own types by handing on what one of them has:
///
/// ```
/// use auth_core::Identity;
/// use auth_core::in_body::{AuthSource, PendingDecision, ResolvedSource};
/// use auth_core::policy::Facts;
///
/// struct Context {
///     user: Identity,
/// }
///
/// impl AuthSource for Context {
///     fn decision(&self) -> PendingDecision<'_> {
///         self.user.decision()
///     }
/// }
///
/// // For functions that are not `async`:
/// impl ResolvedSource for Context {
///     fn facts(&self) -> Facts<'_> {
///         self.user.facts()
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no source of an identity",
    label = "no `Identity`, `MaybeIdentity`, `Facts`, `&Guard<_>` or request",
    note = "name another argument in `from = …`, or implement `auth_core::in_body::AuthSource` for `{Self}` \
            with the identity that it holds: \
            `fn decision(&self) -> PendingDecision<'_> {{ self.identity.decision() }}`"
)]
pub trait AuthSource {
    /// Whether path parameters and the address of the request may be known: where not, a named policy that asks for them does not
    /// compile. Such a caller is a [`RequestSource`] as well.
    const KNOWS_REQUEST: bool = false;

    /// What a rule is to be decided on.
    fn decision(&self) -> PendingDecision<'_>;
}

/// A [`AuthSource`] whose identity is known already, so that functions which are not `async` can ask as well. A request is none: its
/// credentials may have to be looked at first.
#[diagnostic::on_unimplemented(
    message = "`{Self}` may not be authenticated yet",
    label = "its credentials may have to be verified first",
    note = "make the function `async`, or let it take an `Identity`, `Facts` or a `&Guard<_>`, or implement \
            `auth_core::in_body::ResolvedSource` for `{Self}`: `fn facts(&self) -> Facts<'_> {{ self.identity.facts() }}`"
)]
pub trait ResolvedSource: AuthSource {
    /// What a rule is decided on.
    fn facts(&self) -> Facts<'_>;
}

/// A [`AuthSource`] that knows its request: what `path.…` and `ip` ask for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has neither the path nor the address of a request",
    label = "the rule needs one of them",
    note = "name a request or `Facts` in `from = …`, or implement `auth_core::in_body::RequestSource` for `{Self}`, and \
            `const KNOWS_REQUEST: bool = true` in its `AuthSource`"
)]
pub trait RequestSource: AuthSource {}

/// What a function under `from = …` returns: a `Result` whose error a rejection becomes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot carry a rejection",
    label = "not a `Result` with an error that converts from `Rejection`",
    note = "return `Result<_, E>` and write `impl From<auth_core::Rejection> for E`; without `from = …`, a handler may return anything",
    note = "a function that returns a future must be an `async fn`"
)]
pub trait FromRejection: Sized {
    /// What to return to a caller whom the rule refuses.
    fn from_rejection(rejection: Rejection) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T, E: From<Rejection>> FromRejection for Result<T, E> {
    fn from_rejection(rejection: Rejection) -> Self {
        Err(rejection.into())
    }
}

/// A question that a [`AuthSource`] answers: may they?
#[derive(Debug)]
#[must_use = "a pending decision has no effect until it is made"]
pub struct PendingDecision<'a>(Source<'a>);

/// Reads the path parameters of a request from its extensions.
type ReadPath = fn(&Extensions) -> Option<PathParameters>;

enum Source<'a> {
    Known(Facts<'a>),
    /// A request, and the function that reads the path parameters in its extensions.
    RequestAuth(RequestAuth<'a>, ReadPath),
    Snapshot(Box<Snapshot>),
}

impl<'a> PendingDecision<'a> {
    /// Of facts that are known.
    pub const fn of(facts: Facts<'a>) -> Self {
        Self(Source::Known(facts))
    }

    /// Of a request, and the function that reads the path parameters in its extensions.
    pub(crate) const fn visit(visit: RequestAuth<'a>, read_path: ReadPath) -> Self {
        Self(Source::RequestAuth(visit, read_path))
    }

    /// Of a request that is not borrowed: its type cannot be sent to another thread, say.
    pub(crate) fn snapshot<H: Head>(request: &RequestAuth<'_, H>, path: PathParameters) -> Self {
        Self(Source::Snapshot(Box::new(Snapshot::new(request, path))))
    }

    /// Decides policy `P`, and logs a rejection.
    ///
    /// # Errors
    ///
    /// The [`Rejection`] to respond with. It is a 500 for a request outside of any
    /// [`Auth`](crate::Auth).
    pub async fn check<P: Policy>(self) -> Result<Guard<P>, Rejection> {
        self.decide().await
    }

    /// Decides policy `P`, and logs the rejection of an enforced policy.
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
            Source::Known(facts) => facts.decide(),
            Source::RequestAuth(request, read_path) => {
                let path = const { names_path::<T>() }.then(|| read_path(request.head.extensions));
                decide_request(request, path.flatten().as_ref()).await
            }
            Source::Snapshot(snapshot) => {
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
    // The function handles its rejections itself, also one that its own checks cause later.
    if let Some(state) = state
        && !result.as_ref().is_ok_and(T::is_final)
    {
        state.hand_over();
    }
    result
}

/// Asks a caller about policy `P`: what an attribute with `from = …` writes into an `async fn`.
pub fn inquire<P: Policy, C: AuthSource + ?Sized>(caller: &C) -> PendingDecision<'_> {
    const { assert_answerable::<P, C>() };
    caller.decision()
}

/// The same for a function that is not `async`.
pub fn inquire_now<P: Policy, C: ResolvedSource + ?Sized>(caller: &C) -> Facts<'_> {
    const { assert_answerable::<P, C>() };
    caller.facts()
}

const fn assert_answerable<P: Policy, C: AuthSource + ?Sized>() {
    assert!(
        C::KNOWS_REQUEST || !named_with_checks::<P>().rule.asks_request(),
        "the rule asks for a path parameter or an address, and the caller in `from = …` knows neither: name a request or `Facts`"
    );
}

/// Refuses to compile where the caller knows no request.
pub const fn located<C: RequestSource + ?Sized>(caller: &C) -> &C {
    caller
}

/// What a function returns to a caller whom its rule refuses.
#[must_use]
pub fn refuse<R: FromRejection>(rejection: Rejection) -> R {
    R::from_rejection(rejection)
}

impl AuthSource for Identity {
    fn decision(&self) -> PendingDecision<'_> {
        PendingDecision::of(self.facts())
    }
}

impl ResolvedSource for Identity {
    fn facts(&self) -> Facts<'_> {
        Facts::of(self)
    }
}

impl AuthSource for MaybeIdentity {
    fn decision(&self) -> PendingDecision<'_> {
        PendingDecision::of(self.facts())
    }
}

impl ResolvedSource for MaybeIdentity {
    fn facts(&self) -> Facts<'_> {
        self.0.as_ref().map_or(Facts::anonymous(), Facts::of)
    }
}

impl<P: Policy> AuthSource for Guard<P> {
    fn decision(&self) -> PendingDecision<'_> {
        PendingDecision::of(self.facts())
    }
}

impl<P: Policy> ResolvedSource for Guard<P> {
    fn facts(&self) -> Facts<'_> {
        self.identity().map_or(Facts::anonymous(), Facts::of)
    }
}

impl AuthSource for Facts<'_> {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        PendingDecision::of(*self)
    }
}

impl ResolvedSource for Facts<'_> {
    fn facts(&self) -> Facts<'_> {
        *self
    }
}

impl RequestSource for Facts<'_> {}

impl<C: AuthSource + ?Sized> AuthSource for &C {
    const KNOWS_REQUEST: bool = C::KNOWS_REQUEST;

    fn decision(&self) -> PendingDecision<'_> {
        (**self).decision()
    }
}

impl<C: ResolvedSource + ?Sized> ResolvedSource for &C {
    fn facts(&self) -> Facts<'_> {
        (**self).facts()
    }
}

impl<C: RequestSource + ?Sized> RequestSource for &C {}

impl<C: AuthSource + ?Sized> AuthSource for &mut C {
    const KNOWS_REQUEST: bool = C::KNOWS_REQUEST;

    fn decision(&self) -> PendingDecision<'_> {
        (**self).decision()
    }
}

impl<C: ResolvedSource + ?Sized> ResolvedSource for &mut C {
    fn facts(&self) -> Facts<'_> {
        (**self).facts()
    }
}

impl<C: RequestSource + ?Sized> RequestSource for &mut C {}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(facts) => facts.fmt(f),
            Self::RequestAuth(visit, _) => visit.target.fmt(f),
            Self::Snapshot(snapshot) => snapshot.request().target.fmt(f),
        }
    }
}
