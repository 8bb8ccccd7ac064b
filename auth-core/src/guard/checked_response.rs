//! The return value of a handler with `check(…)`: its response, or a rejection.

use crate::rejection::Rejection;

/// The return value of a handler under `#[require(…, check(…))]` that is written to return `T`: the
/// `T`, or the [`Rejection`] of a request that the policy denies.
///
/// Each framework sends either of them. It is no `Result<T, Rejection>`, because `T` may be a
/// `Result` itself. A test that calls the handler converts it:
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
    /// Returns the handler's result, or the rejection to respond with.
    ///
    /// # Errors
    ///
    /// The [`Rejection`], if the policy denied the request. The handler's body has not run then.
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

/// Tells the compiler a type: written by the attribute, and never called.
#[must_use]
pub fn never<T>() -> T {
    unreachable!("stands behind `if false`")
}

/// Runs the body of a handler. As an argument of this function, a closure may return a borrow from
/// the handler's arguments.
pub fn run<T>(body: impl FnOnce() -> T) -> T {
    body()
}
