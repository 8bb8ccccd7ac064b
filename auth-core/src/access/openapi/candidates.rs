//! The routes of a report, found by the operations of a document.

use crate::access::openapi::path;
use crate::access::report::Report;
use crate::access::route::Route;

/// The routes of a report, with a mark for each that an operation documents.
pub(super) struct Candidates<'a>(Vec<Candidate<'a>>);

struct Candidate<'a> {
    route: &'a Route,
    path: String,
    is_documented: bool,
}

impl<'a> Candidates<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let candidate = |route: &'a Route| Candidate {
            route,
            path: path::without_names(route.path()),
            is_documented: false,
        };
        Self(report.routes().iter().map(candidate).collect())
    }

    /// Returns the routes of an operation, and marks them. `GET` also stands for `HEAD`, and `ANY`
    /// for all methods that the path does not name.
    pub(super) fn find(&mut self, method: &str, path: &str) -> Vec<&'a Route> {
        let path = path::without_names(path);
        let is_head = method.eq_ignore_ascii_case("HEAD");
        for method in [method, if is_head { "GET" } else { method }, "ANY"] {
            let found: Vec<_> = self
                .0
                .iter_mut()
                .filter(|candidate| {
                    candidate.path == path && candidate.route.method().eq_ignore_ascii_case(method)
                })
                .map(|candidate| {
                    candidate.is_documented = true;
                    candidate.route
                })
                .collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// Returns the routes that no operation documents.
    pub(super) fn undocumented(&self) -> impl Iterator<Item = &'a Route> {
        self.0.iter().filter(|candidate| !candidate.is_documented).map(|candidate| candidate.route)
    }
}
