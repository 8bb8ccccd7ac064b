//! Support for `#[require(…, from = …)]`: decisions in the body of a function that is no handler.

use crate::policy::facts::Facts;
use crate::policy::{Policy, named_with_checks};
use crate::rejection::Rejection;

pub(crate) mod decision;
pub(crate) mod source;

pub use self::decision::PendingDecision;
pub use self::source::{AuthSource, RequestSource, ResolvedSource};

/// The return type of a function under `from = …`: a `Result` with an error that converts from a
/// [`Rejection`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot carry a rejection",
    label = "not a `Result` with an error that converts from `Rejection`",
    note = "return `Result<_, E>` and write `impl From<auth_core::Rejection> for E`; without \
    `from = …`, a handler may return anything",
    note = "a function that returns a future must be an `async fn`"
)]
pub trait FromRejection: Sized {
    /// Returns the value for a request that the policy rejects.
    fn from_rejection(rejection: Rejection) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T, E: From<Rejection>> FromRejection for Result<T, E> {
    fn from_rejection(rejection: Rejection) -> Self {
        Err(rejection.into())
    }
}

/// Starts the decision of policy `P` in an `async fn`: written by the attribute.
pub fn inquire<P: Policy, C: AuthSource + ?Sized>(caller: &C) -> PendingDecision<'_> {
    const { assert_answerable::<P, C>() };
    caller.decision()
}

/// Starts the decision of policy `P` in a function that is not `async`: written by the attribute.
pub fn inquire_now<P: Policy, C: ResolvedSource + ?Sized>(caller: &C) -> Facts<'_> {
    const { assert_answerable::<P, C>() };
    caller.facts()
}

const fn assert_answerable<P: Policy, C: AuthSource + ?Sized>() {
    assert!(
        C::KNOWS_REQUEST || !named_with_checks::<P>().inputs.needs_request(),
        "the rule asks for a path parameter or an address, and the caller in `from = …` knows \
         neither: name a request or `Facts`"
    );
}

/// Refuses to compile for a source without a request: written by the attribute.
pub const fn located<C: RequestSource + ?Sized>(caller: &C) -> &C {
    caller
}

/// Converts a rejection to the return type of the function: written by the attribute.
#[must_use]
pub fn refuse<R: FromRejection>(rejection: Rejection) -> R {
    R::from_rejection(rejection)
}
