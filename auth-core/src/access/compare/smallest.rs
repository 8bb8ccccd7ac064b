//! The smallest callers of a route.

use crate::access::compare::example::Example;
use crate::access::compare::space::Space;
use crate::access::route::Route;

impl Route {
    /// Returns the smallest callers that the route lets in. Without one of its grants or claims,
    /// such a caller is rejected. At most 32, those with the fewest facts first.
    ///
    /// The list is empty for a route that lets no caller in, and for rules that are too large.
    ///
    /// ```
    /// use auth_core::access::{Access, Route};
    ///
    /// let access = r#"#[require(any(role = "admin", all(role = "editor", scope = "write")))]"#;
    /// let route = Route::new("POST", "/posts", "api::publish", [access.parse::<Access>()?]);
    /// let callers: Vec<_> = route.smallest_callers().iter().map(ToString::to_string).collect();
    /// assert_eq!(
    ///     callers,
    ///     [
    ///         r#"a caller with role "admin""#,
    ///         r#"a caller with role "editor", scope "write""#,
    ///     ]
    /// );
    /// # Ok::<(), auth_core::access::RuleError>(())
    /// ```
    #[must_use]
    pub fn smallest_callers(&self) -> Vec<Example> {
        Opened::new(self).callers
    }
}

/// A route with its smallest callers.
pub(crate) struct Opened<'a> {
    pub(crate) route: &'a Route,
    pub(crate) callers: Vec<Example>,
    /// `true` if there are no other smallest callers.
    pub(crate) is_complete: bool,
}

impl<'a> Opened<'a> {
    pub(crate) fn new(route: &'a Route) -> Self {
        let rules = route.enforced();
        let (callers, is_complete) = Space::of(&rules, &[]).smallest(&rules);
        Self { route, callers, is_complete }
    }
}
