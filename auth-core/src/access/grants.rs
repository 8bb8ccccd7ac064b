//! The routes that each grant opens.

use std::fmt::{self, Display, Formatter};

use crate::access::compare::Opened;
use crate::access::report::Report;
use crate::access::route::Route;
use crate::identity::grants::GrantKind;

/// The grants that the rules of a report name, with the routes that each of them opens. Prints
/// itself as text, with a block for each grant.
///
/// ```
/// use auth_core::access::{Access, Report, Route};
///
/// let rule = r#"#[require(any(role = "admin", all(role = "editor", scope = "write")))]"#;
/// let publish = Route::new("POST", "/posts", "api::publish", [rule.parse::<Access>()?]);
/// let report = Report::from_iter([publish]);
/// assert_eq!(
///     report.grants().to_string(),
///     "\
/// role \"admin\"
///     POST /posts
///
/// role \"editor\"
///     POST /posts, with scope \"write\"
///
/// scope \"write\"
///     POST /posts, with role \"editor\"
/// "
/// );
/// # Ok::<(), auth_core::access::RuleError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Grants<'a> {
    list: Vec<GrantedRoutes<'a>>,
    incomplete: Vec<&'a Route>,
}

/// A grant and the routes that it opens. Prints itself as one block of [`Grants`].
#[derive(Clone, Debug)]
pub struct GrantedRoutes<'a> {
    kind: GrantKind,
    name: &'a str,
    /// The permissions of a role, by a grants table.
    permissions: Vec<&'a str>,
    routes: Vec<GrantedRoute<'a>>,
}

/// A route that a grant opens, alone or together with other facts.
#[derive(Clone, Debug)]
pub struct GrantedRoute<'a> {
    route: &'a Route,
    /// The permissions of a role that open the route.
    by: Vec<&'static str>,
    with: Vec<String>,
}

impl Report {
    /// Returns the grants that the rules name, sorted by kind and name, with the routes that each
    /// of them opens. A route occurs once for each of its [smallest
    /// callers](Route::smallest_callers) with the grant. The roles of a
    /// [grants table](Self::with_grants) are among them, with the routes that their permissions
    /// open.
    #[must_use]
    pub fn grants(&self) -> Grants<'_> {
        self.grants_of(&self.opened())
    }

    /// Returns the routes with their smallest callers.
    pub(crate) fn opened(&self) -> Vec<Opened<'_>> {
        self.routes().iter().map(Opened::new).collect()
    }

    /// Returns the grants that open these routes.
    pub(crate) fn grants_of<'a>(&'a self, routes: &[Opened<'a>]) -> Grants<'a> {
        let mut grants = Grants { list: Vec::new(), incomplete: Vec::new() };
        for role in self.table().all_roles() {
            grants.of(GrantKind::Role, role).permissions = self.table().permissions(role);
        }
        for Opened { route, callers, is_complete } in routes {
            for caller in callers {
                for (kind, name, with) in caller.grants() {
                    let opened = GrantedRoute { route, by: Vec::new(), with };
                    grants.of(kind, name).routes.push(opened);
                }
                for (role, by, with) in caller.roles_in(self.table()) {
                    let opened = GrantedRoute { route, by, with };
                    grants.of(GrantKind::Role, role).routes.push(opened);
                }
            }
            if !is_complete {
                grants.incomplete.push(route);
            }
        }
        grants.list.sort_by_key(|grant| (grant.place(), grant.name));
        grants
    }
}

impl<'a> Grants<'a> {
    /// Returns the grants, sorted by kind and name.
    #[must_use]
    pub fn list(&self) -> &[GrantedRoutes<'a>] {
        &self.list
    }

    /// Returns the routes that further grants may open: their rules have more than 32 smallest
    /// callers, or are too large.
    #[must_use]
    pub fn incomplete(&self) -> &[&'a Route] {
        &self.incomplete
    }

    /// Returns a grant, which it adds if it is new.
    fn of(&mut self, kind: GrantKind, name: &'a str) -> &mut GrantedRoutes<'a> {
        let is_same = |grant: &GrantedRoutes<'_>| grant.kind == kind && grant.name == name;
        let place = self.list.iter().position(is_same).unwrap_or(self.list.len());
        if place == self.list.len() {
            let (permissions, routes) = (Vec::new(), Vec::new());
            self.list.push(GrantedRoutes { kind, name, permissions, routes });
        }
        #[expect(clippy::indexing_slicing, reason = "`place` is that of an element")]
        &mut self.list[place]
    }
}

impl<'a> GrantedRoutes<'a> {
    /// Returns `role`, `scope`, `permission` or `group`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        self.kind.keyword()
    }

    /// Returns the name of the grant.
    #[must_use]
    pub const fn name(&self) -> &'a str {
        self.name
    }

    /// Returns the permissions of a role in the [grants table](Report::with_grants), sorted.
    #[must_use]
    pub fn permissions(&self) -> &[&'a str] {
        &self.permissions
    }

    /// Returns the routes, sorted by path and method.
    #[must_use]
    pub fn routes(&self) -> &[GrantedRoute<'a>] {
        &self.routes
    }

    /// Returns kind and name, such as `role "admin"`.
    pub(crate) fn title(&self) -> String {
        format!("{} {:?}", self.kind(), self.name)
    }

    const fn place(&self) -> usize {
        match self.kind {
            GrantKind::Role => 0,
            GrantKind::Scope => 1,
            GrantKind::Permission => 2,
            GrantKind::Group => 3,
        }
    }
}

impl<'a> GrantedRoute<'a> {
    /// Returns the route.
    #[must_use]
    pub const fn route(&self) -> &'a Route {
        self.route
    }

    /// Returns the permissions that the role has in the [grants table](Report::with_grants) and
    /// that open the route. Empty if the grant itself opens it.
    #[must_use]
    pub fn by(&self) -> &[&'static str] {
        &self.by
    }

    /// Returns the other facts that the caller needs, in words. Empty if the grant alone opens the
    /// route. For a number, a time or an address, the fact is an example of those that count.
    #[must_use]
    pub fn with(&self) -> &[String] {
        &self.with
    }
}

impl Display for Grants<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, grant) in self.list.iter().enumerate() {
            write!(f, "{}{grant}", if index > 0 { "\n" } else { "" })?;
        }
        let mut incomplete = self.incomplete.iter();
        incomplete.try_for_each(|route| writeln!(f, "\nnot complete: {}", route.title()))
    }
}

impl Display for GrantedRoutes<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title())?;
        for permission in &self.permissions {
            writeln!(f, "    has permission {permission:?}")?;
        }
        self.routes.iter().try_for_each(|opened| writeln!(f, "    {opened}"))
    }
}

impl Display for GrantedRoute<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.route.title())?;
        for (index, permission) in self.by.iter().enumerate() {
            let word = if index > 0 { " and" } else { ", by permission" };
            write!(f, "{word} {permission:?}")?;
        }
        if self.with.is_empty() { Ok(()) } else { write!(f, ", with {}", self.with.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use crate::access::{Access, Report, Route};

    fn grants(access: &str) -> String {
        let access = access.parse::<Access>().unwrap();
        let report = Report::from_iter([Route::new("GET", "/", "f", [access])]);
        report.grants().to_string()
    }

    #[test]
    fn grants_of_each_kind_have_the_other_facts() {
        assert_eq!(
            grants(
                r#"#[require(any(group = "g", permission = "p", scope = "s",
                   all(role = "r", claim.level > 2)))]"#
            ),
            "role \"r\"\n    GET /, with claim.level 3\n\n\
             scope \"s\"\n    GET /\n\n\
             permission \"p\"\n    GET /\n\n\
             group \"g\"\n    GET /\n"
        );
    }

    #[test]
    fn grant_that_opens_no_route_is_not_listed() {
        for access in [
            r#"#[require(role = "a", report_only)]"#,
            r#"#[public("x")]"#,
            "#[require(authenticated)]",
            r#"#[require(any(authenticated, role = "a"))]"#,
            r#"#[require(never, role = "a")]"#,
        ] {
            assert_eq!(grants(access), "", "{access}");
        }
    }

    #[test]
    fn list_that_is_cut_says_so() {
        let roles: Vec<String> = (0..33).map(|number| format!("\"r{number}\"")).collect();
        let all = grants(&format!("#[require(role = {})]", roles.join(" | ")));
        assert!(all.ends_with("\n\nnot complete: GET /\n"), "{all}");
        let most = roles.iter().take(32).cloned().collect::<Vec<_>>().join(" | ");
        assert!(!grants(&format!("#[require(role = {most})]")).contains("complete"));
    }
}
