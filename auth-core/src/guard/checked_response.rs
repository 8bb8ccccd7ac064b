//! What a handler returns that makes checks of its own: its answer, or the refusal.

use crate::rejection::Rejection;

/// What a handler under `#[require(…, check(…))]` returns instead of `T`: the `T` that it was written to return, or the [`Rejection`]
/// of a caller for whom the rule did not hold.
///
/// Each framework answers with either of them, whatever `T` is; a `Result<T, Rejection>` would not do where `T` is one itself. A test
/// that calls the handler takes it apart:
///
/// ```
/// use auth_core::{Identity, require};
///
/// #[require(any(role = "admin", check(author == subject)))]
/// fn edit(author: &str) -> &'static str {
///     "edited"
/// }
///
/// let alice = Identity::builder("https://issuer.example", "alice").as_user().build()?;
/// assert_eq!(edit(alice.pending()?, "alice").into_result()?, "edited");
/// assert_eq!(edit(alice.pending()?, "bob").into_result().unwrap_err().status(), 403);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a rejection has no effect unless it is returned"]
pub struct CheckedResponse<T>(Result<T, Rejection>);

impl<T> CheckedResponse<T> {
    /// What the handler returned, or the rejection to answer with.
    ///
    /// # Errors
    ///
    /// The [`Rejection`], if the rule did not hold; then the handler's body has not run.
    pub fn into_result(self) -> Result<T, Rejection> {
        self.0
    }
}

impl<T> From<Result<T, Rejection>> for CheckedResponse<T> {
    fn from(result: Result<T, Rejection>) -> Self {
        Self(result)
    }
}

impl<T> From<CheckedResponse<T>> for Result<T, Rejection> {
    fn from(CheckedResponse(result): CheckedResponse<T>) -> Self {
        result
    }
}

/// What the attribute writes where the compiler needs to be told a type; it is never called.
#[must_use]
pub fn never<T>() -> T {
    unreachable!("stands behind `if false`")
}

/// Runs the body of a handler. As an argument of this function, a closure may return what it borrows from the handler's arguments.
pub fn run<T>(body: impl FnOnce() -> T) -> T {
    body()
}
