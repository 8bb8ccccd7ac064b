//! Sources of the identity in `#[require(…, from = …)]`.

use crate::guard::Guard;
use crate::identity::{Identity, MaybeIdentity};
use crate::in_body::decision::PendingDecision;
use crate::policy::Policy;
use crate::policy::facts::Facts;

/// A source of the identity for a function under `#[require(…, from = …)]`: an [`Identity`], a
/// [`MaybeIdentity`], [`Facts`], a `&Guard<_>`, or a request inside an [`Auth`](crate::Auth).
///
/// An application implements the trait for its own types that hold a source:
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
    note = "name another argument in `from = …`, or implement `auth_core::in_body::AuthSource` \
    for `{Self}` \
            with the identity that it holds: \
            `fn decision(&self) -> PendingDecision<'_> {{ self.identity.decision() }}`"
)]
pub trait AuthSource {
    /// `true` if the source may know path parameters and the address of the request. With
    /// `false`, a named policy that needs one of these does not compile. A source that
    /// knows its request also implements [`RequestSource`].
    const KNOWS_REQUEST: bool = false;

    /// Returns the decision on the facts or the request of this source.
    fn decision(&self) -> PendingDecision<'_>;
}

/// An [`AuthSource`] whose identity is known, for functions that are not `async`. A request
/// does not implement this trait: its credentials may have to be verified first.
#[diagnostic::on_unimplemented(
    message = "`{Self}` may not be authenticated yet",
    label = "its credentials may have to be verified first",
    note = "make the function `async`, or let it take an `Identity`, `Facts` or a `&Guard<_>`, or \
            implement `auth_core::in_body::ResolvedSource` for `{Self}`: \
            `fn facts(&self) -> Facts<'_> {{ self.identity.facts() }}`"
)]
pub trait ResolvedSource: AuthSource {
    /// Returns the facts for a decision.
    fn facts(&self) -> Facts<'_>;
}

/// An [`AuthSource`] that knows its request, which `path.…` and `ip` need.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has neither the path nor the address of a request",
    label = "the rule needs one of them",
    note = "name a request or `Facts` in `from = …`, or implement \
    `auth_core::in_body::RequestSource` for `{Self}`, and \
            `const KNOWS_REQUEST: bool = true` in its `AuthSource`"
)]
pub trait RequestSource: AuthSource {}

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
