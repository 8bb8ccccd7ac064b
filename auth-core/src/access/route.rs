//! One route of an application, and the attributes of its handler.

use std::any::type_name;
use std::fmt::{self, Display, Formatter};
use std::panic::Location;

use crate::access::attribute::Access;
use crate::access::guarded::Guarded;
#[cfg(feature = "access")]
use crate::policy::Rule;
use crate::policy::{Policy, named};

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
    doc: &'static str,
    access: Vec<Access>,
    location: Option<&'static Location<'static>>,
}

impl Route {
    /// Creates a route. `path` is the pattern in the router's language, with the prefixes of nested
    /// routers. `handler` is the full name of the handler, if it has one. `access` has the
    /// attributes in their order: a caller must satisfy each of them.
    pub fn new(
        method: impl Into<Box<str>>,
        path: impl Into<Box<str>>,
        handler: impl Into<Box<str>>,
        access: impl IntoIterator<Item = Access>,
    ) -> Self {
        let (method, path, handler) = (method.into(), path.into(), handler.into());
        let access = access.into_iter().collect();
        Self { method, path, handler, doc: "", access, location: None }
    }

    /// Creates the route of a handler, with the handler's name and attributes. The location is that
    /// of the call.
    ///
    /// ```
    /// use auth_core::access::Route;
    /// use auth_core::require;
    ///
    /// #[require(role = "admin", conceal)]
    /// async fn delete_user() {}
    ///
    /// let route = Route::of("DELETE", "/users/{id}", &delete_user);
    /// assert!(route.handler().ends_with("::delete_user"));
    /// assert_eq!(route.access()[0].to_string(), r#"#[require(role = "admin", conceal)]"#);
    /// assert_eq!(route.location().unwrap().file(), file!());
    /// ```
    #[track_caller]
    pub fn of<H: Guarded<Arguments>, Arguments>(
        method: impl Into<Box<str>>,
        path: impl Into<Box<str>>,
        _handler: &H,
    ) -> Self {
        let route = Self::new(method, path, type_name::<H>(), H::access());
        Self { doc: H::doc(), ..route }.at(Location::caller())
    }

    /// Sets the first line of the handler's doc comments.
    #[cfg(test)]
    pub(crate) const fn set_doc(&mut self, doc: &'static str) {
        self.doc = doc;
    }

    /// Adds the place of the code that routes to the handler.
    pub(crate) const fn at(mut self, location: &'static Location<'static>) -> Self {
        self.location = Some(location);
        self
    }

    /// Changes the path.
    pub(crate) fn with_path(mut self, change: impl FnOnce(&str) -> Box<str>) -> Self {
        self.path = change(&self.path);
        self
    }

    /// Changes the method.
    #[cfg(feature = "rocket")]
    pub(crate) fn with_method(mut self, method: &str) -> Self {
        self.method = method.into();
        self
    }

    /// Adds the guard of a group, with policy `P`. It decides before the handler's attributes.
    ///
    /// ```
    /// use auth_core::access::{Report, Route};
    /// use auth_core::{policy, require};
    ///
    /// policy! { Staff = group = "staff"; }
    ///
    /// #[require(role = "auditor")]
    /// async fn reports() {}
    ///
    /// let staff = [
    ///     Route::of("GET", "/staff/reports", &reports),
    ///     Route::new("GET", "/staff/files/{path}", "", []), // a service without attributes
    /// ]
    /// .map(Route::guarded_by::<Staff>);
    /// let report = Report::from_iter(staff);
    /// assert_eq!(report.routes()[0].access()[0].to_string(), "#[require(group = \"staff\")]");
    /// assert_eq!(report.routes()[1].access().len(), 2);
    /// ```
    #[must_use]
    pub fn guarded_by<P: Policy>(mut self) -> Self {
        let policy = named::<P>();
        #[cfg(auth_core_mutants)]
        crate::policy::mutants::declared(policy);
        self.access.insert(0, Access::of(policy));
        self
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

    /// Returns the first line of the handler's doc comments. `None` for a handler without them, and
    /// for one whose attribute only names a policy, such as `#[require(CanPublish)]`. The printed
    /// route does not have it: other words are no change of rules.
    ///
    /// ```
    /// use auth_core::access::Route;
    /// use auth_core::require;
    ///
    /// /// Deletes a user for ever.
    /// #[require(role = "admin")]
    /// async fn delete_user() {}
    ///
    /// let route = Route::of("DELETE", "/users/{id}", &delete_user);
    /// assert_eq!(route.doc(), Some("Deletes a user for ever."));
    /// ```
    #[must_use]
    pub fn doc(&self) -> Option<&'static str> {
        Some(self.doc).filter(|doc| !doc.is_empty())
    }

    /// Returns the place of the code that routes to the handler, if known. The printed route does
    /// not have it, so that a change of lines is no change of rules.
    #[must_use]
    pub const fn location(&self) -> Option<&'static Location<'static>> {
        self.location
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

#[cfg(feature = "access")]
impl Route {
    /// Returns the method and the path.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Returns the rules that a caller must satisfy. A rule under `report_only` rejects no caller.
    pub(crate) fn enforced(&self) -> Vec<Rule> {
        let enforced = self.access.iter().filter(|access| access.is_enforced());
        enforced.filter_map(Access::rule).copied().collect()
    }
}

impl Display for Route {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}", self.method, self.path)?;
        if !self.handler.is_empty() {
            writeln!(f, "    {}", self.handler)?;
        }
        self.access.iter().try_for_each(|access| writeln!(f, "    {access}"))
    }
}
