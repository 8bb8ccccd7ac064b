//! All routes of an application.

use std::fmt::{self, Display, Formatter};

use crate::access::route::Route;
#[cfg(feature = "access")]
use crate::policy::GrantsTable;

/// The routes of an application, sorted by path and method. Prints itself as text, with a block for
/// each route.
///
/// ```
/// use auth_core::access::{Access, Report, Route};
/// use auth_core::policy::Rule;
///
/// let report: Report = [
///     Route::new("GET", "/posts", "api::list", [Access::public("posts are public")]),
///     Route::new("GET", "/me", "api::me", [Access::required(Rule::authenticated())]),
/// ]
/// .into_iter()
/// .collect();
/// assert_eq!(
///     report.to_string(),
///     "\
/// GET /me
///     api::me
///     #[require(authenticated)]
///
/// GET /posts
///     api::list
///     #[public(\"posts are public\")]
/// "
/// );
/// ```
#[derive(Clone, Debug, Default)]
pub struct Report {
    routes: Vec<Route>,
    /// The permissions of roles, as the application declares them.
    #[cfg(feature = "access")]
    table: GrantsTable,
}

impl Report {
    /// Returns the routes, sorted by path, method and handler.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// Adds a grants table: the roles of the table then count among the
    /// [grants](Self::grants), with the routes that they open by a permission. Several tables count
    /// together.
    ///
    /// A report knows no issuers: it does not tell apart the tables of two issuers. It knows no
    /// registered [hierarchy](crate::auth::AuthBuilder::hierarchy). The text of the report, and the
    /// smallest callers of a route, name permissions only.
    ///
    /// ```
    /// use auth_core::access::{Access, Report, Route};
    /// use auth_core::policy::{GrantsTable, Rule};
    ///
    /// let access = [Access::required(Rule::permission("posts:edit"))];
    /// let report = Report::from_iter([Route::new("PUT", "/posts/{id}", "api::edit", access)]);
    /// let table = GrantsTable::new().role("editor", ["posts:edit", "posts:list"]);
    /// assert_eq!(
    ///     report.with_grants(&table).grants().to_string(),
    ///     "\
    /// role \"editor\"
    ///     has permission \"posts:edit\"
    ///     has permission \"posts:list\"
    ///     PUT /posts/{id}, by permission \"posts:edit\"
    ///
    /// permission \"posts:edit\"
    ///     PUT /posts/{id}
    /// "
    /// );
    /// ```
    #[cfg(feature = "access")]
    #[must_use]
    pub fn with_grants(mut self, table: &GrantsTable) -> Self {
        self.table.extend(table);
        self
    }

    /// Returns the permissions of roles.
    #[cfg(feature = "access")]
    pub(crate) const fn table(&self) -> &GrantsTable {
        &self.table
    }
}

impl FromIterator<Route> for Report {
    fn from_iter<T: IntoIterator<Item = Route>>(routes: T) -> Self {
        let mut report = Self::default();
        report.extend(routes);
        report
    }
}

impl Extend<Route> for Report {
    fn extend<T: IntoIterator<Item = Route>>(&mut self, routes: T) {
        self.routes.extend(routes);
        self.routes.sort_by(|one, other| one.key().cmp(&other.key()));
    }
}

impl IntoIterator for Report {
    type Item = Route;
    type IntoIter = std::vec::IntoIter<Route>;

    fn into_iter(self) -> Self::IntoIter {
        self.routes.into_iter()
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, route) in self.routes.iter().enumerate() {
            write!(f, "{}{route}", if index > 0 { "\n" } else { "" })?;
        }
        Ok(())
    }
}
