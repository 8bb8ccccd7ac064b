//! Who calls a function that is no handler: what `from = …` takes, and what it returns instead.

use std::fmt;

use http::Extensions;

use crate::auth::extract::{RequestAuth, Snapshot, names_path};
use crate::auth::request_state::RequestState;
use crate::guard::Guard;
use crate::guard::pending::PendingGuard;
use crate::guard::report_only::ReportOnly;
use crate::identity::Identity;
use crate::identity::MaybeIdentity;
use crate::policy::facts::Facts;
use crate::policy::{Policy, named, named_with_checks};
use crate::rejection::Rejection;
use crate::rejection::log;
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
    #[cfg_attr(
        not(any(feature = "actix-web", feature = "poem", feature = "rocket", feature = "salvo")),
        allow(dead_code, reason = "each adapter uses its part")
    )]
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
    #[cfg(any(feature = "actix-web", feature = "poem", feature = "rocket", feature = "salvo"))]
    pub(crate) fn snapshot(snapshot: Snapshot) -> Self {
        Self(Source::Snapshot(Box::new(snapshot)))
    }

    /// Decides policy `P`, and logs a refusal.
    ///
    /// # Errors
    ///
    /// The [`Rejection`] to answer with; for a request outside of any [`Auth`](crate::Auth) that is a 500.
    pub async fn check<P: Policy>(self) -> Result<Guard<P>, Rejection> {
        match self.0 {
            Source::Known(facts) => KnownDecision(facts).check(),
            Source::RequestAuth(visit, read_path) => {
                let path = path::<P>(&visit, read_path);
                let session = visit.session;
                visit.guard(path.as_ref()).await.inspect_err(|_| hand_over(session))
            }
            Source::Snapshot(snapshot) => {
                let visit = snapshot.visit();
                let session = visit.session;
                visit.guard(snapshot.path()).await.inspect_err(|_| hand_over(session))
            }
        }
    }

    /// Decides policy `P`, and logs what would have been refused.
    ///
    /// # Errors
    ///
    /// For a request outside of any [`Auth`](crate::Auth), the [`Rejection`] is a 500.
    pub async fn observe<P: Policy>(self) -> Result<ReportOnly<P>, Rejection> {
        match self.0 {
            Source::Known(facts) => Ok(KnownDecision(facts).observe()),
            Source::RequestAuth(visit, read_path) => {
                let path = path::<P>(&visit, read_path);
                visit.observe(path.as_ref()).await
            }
            Source::Snapshot(snapshot) => snapshot.visit().observe(snapshot.path()).await,
        }
    }

    /// Decides policy `P` as far as it can be decided before the function makes its own checks.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check), if the rule is lost whatever the checks say.
    pub async fn pending<P: Policy>(self) -> Result<PendingGuard<P>, Rejection> {
        match self.0 {
            Source::Known(facts) => KnownDecision(facts).pending(),
            Source::RequestAuth(visit, read_path) => {
                let path = path::<P>(&visit, read_path);
                // Before it is decided: the last word is not spoken here.
                hand_over(visit.session);
                visit.pending(path.as_ref()).await
            }
            Source::Snapshot(snapshot) => {
                let visit = snapshot.visit();
                hand_over(visit.session);
                visit.pending(snapshot.path()).await
            }
        }
    }
}

/// What the function under `from = …` does with a refusal is its own affair.
fn hand_over(session: Option<&RequestState>) {
    if let Some(session) = session {
        session.hand_over();
    }
}

/// Reads the path parameters of a request, if the rule compares any of them.
fn path<P: Policy>(visit: &RequestAuth<'_>, read_path: ReadPath) -> Option<PathParameters> {
    const { names_path::<P>() }.then(|| read_path(visit.head.extensions)).flatten()
}

/// The same for facts that are known: nothing is waited for.
#[derive(Debug)]
pub struct KnownDecision<'a>(Facts<'a>);

impl KnownDecision<'_> {
    /// Decides policy `P`, and logs a refusal.
    ///
    /// # Errors
    ///
    /// The [`Rejection`] to answer with.
    pub fn check<P: Policy>(self) -> Result<Guard<P>, Rejection> {
        self.0.check()
    }

    /// Decides policy `P`, and logs what would have been refused.
    #[must_use]
    pub fn observe<P: Policy>(self) -> ReportOnly<P> {
        let policy = const { named::<P>() };
        if self.0.completed(policy).1.causes.is_first("report_only", (policy.name)()) {
            log::not_enforced(policy, None);
        }
        let rejection = self.0.decide(policy).err();
        if let Some(rejection) = &rejection {
            log::observed(rejection, policy);
        }
        ReportOnly::new(rejection)
    }

    /// Decides policy `P` as far as it can be decided before the function makes its own checks.
    ///
    /// # Errors
    ///
    /// The [`Rejection`] to answer with, if the rule is lost whatever the checks say.
    pub fn pending<P: Policy>(self) -> Result<PendingGuard<P>, Rejection> {
        self.0.pending()
    }
}

/// Asks a caller about policy `P`: what an attribute with `from = …` writes into an `async fn`.
pub fn inquire<P: Policy, C: AuthSource + ?Sized>(caller: &C) -> PendingDecision<'_> {
    const { assert_answerable::<P, C>() };
    caller.decision()
}

/// The same for a function that is not `async`.
pub fn inquire_now<P: Policy, C: ResolvedSource + ?Sized>(caller: &C) -> KnownDecision<'_> {
    const { assert_answerable::<P, C>() };
    KnownDecision(caller.facts())
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
            Self::Snapshot(snapshot) => snapshot.visit().target.fmt(f),
        }
    }
}
