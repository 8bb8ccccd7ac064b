//! A report as one page of HTML, for reviewers.

#[cfg(test)]
mod tests;
mod tree;

use askama::Template;

use crate::access::attribute::Access;
use crate::access::compare::{Example, Opened};
use crate::access::grants::{GrantedRoute, GrantedRoutes};
use crate::access::report::Report;
use crate::access::route::Route;
use crate::identity::grants::GrantKind;
use crate::policy::GrantsTable;

/// The sources of the page: its own style and script, known by their hashes.
//
// SECURITY: a second barrier behind the escaping of the template. A test computes the hashes.
macro_rules! sources {
    ($($more:literal)?) => {
        concat!(
            "default-src 'none'; ",
            "style-src 'sha256-pBAEUCLk2CfZSxp1zbI1bs1gbAJakS2RLqhSoHir+6s='; ",
            "script-src 'sha256-49MNC006w0H2nA7+2yhzTz5UkL6Izhr91HpxSyn2HaI='; ",
            "img-src data:; base-uri 'none'; form-action 'none'",
            $($more)?
        )
    };
}

impl Report {
    /// The value of the header `Content-Security-Policy` for the page of
    /// [`to_html`](Self::to_html). The page has the same policy itself; only a header forbids other
    /// sites to embed the page.
    pub const CONTENT_SECURITY_POLICY: &'static str = sources!("; frame-ancestors 'none'");

    /// Returns the report as one page of HTML without further files, for reviewers: routes with
    /// rules, smallest callers and docs, a table of routes and grants, a search, and the routes
    /// that a caller with chosen grants may call. The page loads no other file, is complete without
    /// its script, and prints. Each call finds the smallest callers of all routes again.
    ///
    /// SECURITY: the page tells attackers which grants they need. Serve it behind a guard, with
    /// [`CONTENT_SECURITY_POLICY`](Self::CONTENT_SECURITY_POLICY).
    ///
    /// ```
    /// use auth_core::access::{Access, Report, Route};
    /// use auth_core::policy::Rule;
    ///
    /// let delete = Route::new("DELETE", "/users/{id}", "api::delete", [
    ///     Access::required(Rule::role("admin")),
    /// ]);
    /// let page = Report::from_iter([delete]).to_html();
    /// assert!(page.starts_with("<!DOCTYPE html>"));
    /// assert!(page.contains("<li>a caller with role &#34;admin&#34;</li>"));
    /// ```
    #[must_use]
    pub fn to_html(&self) -> String {
        let opened = self.opened();
        let grants = self.grants_of(&opened);
        let kinds = [
            (GrantKind::Role, "roles"),
            (GrantKind::Scope, "scopes"),
            (GrantKind::Permission, "permissions"),
            (GrantKind::Group, "groups"),
        ];
        let kinds = kinds.into_iter().map(|(kind, title)| {
            let mut names: Vec<&str> =
                tree::names(self.routes().iter().flat_map(Route::enforced), kind);
            if kind == GrantKind::Role {
                names.extend(self.table().all_roles());
                names.sort_unstable();
                names.dedup();
            }
            Kind { keyword: kind.keyword(), title, names }
        });
        let page = Page {
            policy: sources!(),
            routes: opened.iter().map(|route| Row::new(route, self.table())).collect(),
            kinds: kinds.filter(|kind| !kind.names.is_empty()).collect(),
            grants: grants.list(),
        };
        // To write strings to a string cannot fail.
        page.render().unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "access.html")]
struct Page<'a> {
    policy: &'static str,
    routes: Vec<Row<'a>>,
    kinds: Vec<Kind<'a>>,
    grants: &'a [GrantedRoutes<'a>],
}

impl Page<'_> {
    /// Returns the number of the route, counted from 1.
    fn place(&self, opened: &GrantedRoute<'_>) -> usize {
        let before = self.routes.iter().take_while(|row| !row.is_of(opened));
        before.count().saturating_add(1)
    }
}

/// The grants of a kind that the rules name.
struct Kind<'a> {
    keyword: &'static str,
    title: &'static str,
    names: Vec<&'a str>,
}

struct Row<'a> {
    route: &'a Route,
    method: &'a str,
    path: &'a str,
    handler: &'a str,
    doc: Option<&'static str>,
    attributes: Vec<Attribute>,
    callers: Vec<String>,
    has_more_callers: bool,
    /// Callers without a grant that the route lets in, in a word.
    without_grant: &'static str,
    /// The rule for the script, as JSON.
    rule: String,
}

struct Attribute {
    marks: Vec<&'static str>,
    reason: Option<&'static str>,
    rule: Option<String>,
}

impl<'a> Row<'a> {
    fn new(opened: &Opened<'a>, table: &GrantsTable) -> Self {
        let Opened { route, callers, is_complete } = opened;
        Self {
            route,
            method: route.method(),
            path: route.path(),
            handler: route.handler(),
            doc: route.doc(),
            attributes: route.access().iter().map(Attribute::new).collect(),
            callers: callers.iter().map(ToString::to_string).collect(),
            has_more_callers: !is_complete,
            without_grant: without_grant(callers),
            rule: tree::json(&route.enforced(), table).to_string(),
        }
    }

    fn is_of(&self, opened: &GrantedRoute<'_>) -> bool {
        std::ptr::eq(self.route, opened.route())
    }

    /// Returns the effect of a grant on this route, in a word.
    fn cell(&self, grant: &GrantedRoutes<'_>) -> &'static str {
        let opened = grant.routes().iter().filter(|opened| self.is_of(opened));
        let is_alone = opened.map(|opened| opened.with().is_empty());
        match is_alone.max() {
            None => "",
            Some(true) => "alone",
            Some(false) => "with",
        }
    }
}

impl Attribute {
    fn new(access: &Access) -> Self {
        let marks = [
            ("public", access.reason().is_some()),
            ("concealed", access.is_concealed()),
            ("report only: rejects no caller", access.rule().is_some() && !access.is_enforced()),
        ];
        let marks = marks.into_iter().filter(|(_, applies)| *applies);
        Self {
            marks: marks.map(|(mark, _)| mark).collect(),
            reason: access.reason(),
            rule: access.rule().map(|_| access.to_string()),
        }
    }
}

fn without_grant(callers: &[Example]) -> &'static str {
    let mut callers = callers.iter().filter(|caller| caller.grants().next().is_none());
    match callers.next() {
        None => "",
        Some(caller) if !caller.is_any() => "with",
        Some(caller) if caller.identity().is_some() => "authenticated",
        Some(_) => "every caller",
    }
}
