//! All routes of an application.

use std::fmt::{self, Display, Formatter};

use crate::access::route::Route;

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
}

impl Report {
    /// Returns the routes, sorted by path, method and handler.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.routes
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
