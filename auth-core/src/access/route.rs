//! One route of an application, and the attributes of its handler.

use std::fmt::{self, Display, Formatter};

use crate::access::attribute::Access;

/// A route: method, path, handler, and the attributes of the handler. Prints itself as one block of
/// a [`Report`](crate::access::Report).
///
/// ```
/// use auth_core::access::{Access, Route};
/// use auth_core::policy::Rule;
///
/// let access = [Access::required(Rule::role("admin"))];
/// let route = Route::new("DELETE", "/users/{id}", "api::users::delete", access);
/// assert_eq!(
///     route.to_string(),
///     "DELETE /users/{id}\n    api::users::delete\n    #[require(role = \"admin\")]\n"
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Route {
    method: Box<str>,
    path: Box<str>,
    handler: Box<str>,
    access: Vec<Access>,
}

impl Route {
    /// Creates a route. `path` is the pattern in the router's language, with the prefixes of nested
    /// routers. `handler` is the full name of the handler. `access` has the attributes in their
    /// order: a caller must satisfy each of them.
    pub fn new(
        method: impl Into<Box<str>>,
        path: impl Into<Box<str>>,
        handler: impl Into<Box<str>>,
        access: impl IntoIterator<Item = Access>,
    ) -> Self {
        let access = access.into_iter().collect();
        Self { method: method.into(), path: path.into(), handler: handler.into(), access }
    }

    /// Returns the method, such as `GET`.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the pattern of the path, such as `/users/{id}`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the full name of the handler.
    #[must_use]
    pub fn handler(&self) -> &str {
        &self.handler
    }

    /// Returns the key of the order: routes of one path stand together.
    pub(crate) fn key(&self) -> [&str; 3] {
        [&self.path, &self.method, &self.handler]
    }

    /// Returns the attributes of the handler. An empty list is a handler without any.
    #[must_use]
    pub fn access(&self) -> &[Access] {
        &self.access
    }
}

impl Display for Route {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}\n    {}", self.method, self.path, self.handler)?;
        self.access.iter().try_for_each(|access| writeln!(f, "    {access}"))
    }
}
