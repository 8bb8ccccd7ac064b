//! The changes between two reports, with their meanings.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use crate::access::compare::{Difference, Meaning};
use crate::access::report::Report;
use crate::access::route::Route;

/// The change of one route. Prints itself with its meaning, the old and the new lines, and an
/// example caller for each direction.
#[derive(Clone, Debug)]
pub struct Change {
    before: Option<Route>,
    after: Option<Route>,
    difference: Option<Difference>,
}

impl Change {
    /// Returns the meaning. [`Meaning::Same`] is a change of the handler, of an option or of a
    /// reason, or a rule in other words.
    #[must_use]
    pub fn meaning(&self) -> Meaning {
        match (&self.difference, &self.before) {
            (Some(difference), _) => difference.meaning(),
            (None, Some(_)) => Meaning::Removed,
            (None, None) => Meaning::New,
        }
    }

    /// Returns the old route. `None` for a new one.
    #[must_use]
    pub const fn before(&self) -> Option<&Route> {
        self.before.as_ref()
    }

    /// Returns the new route. `None` for one that is removed.
    #[must_use]
    pub const fn after(&self) -> Option<&Route> {
        self.after.as_ref()
    }

    /// Returns the difference of the rules. `None` for a route that is new or removed.
    #[must_use]
    pub const fn difference(&self) -> Option<&Difference> {
        self.difference.as_ref()
    }
}

impl Display for Change {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (before, after) = (lines(self.before()), lines(self.after()));
        if let Some(route) = self.after().or(self.before()) {
            writeln!(f, "{} {} {}", self.meaning(), route.method(), route.path())?;
        }
        for line in before.iter().filter(|line| !after.contains(line)) {
            writeln!(f, "  - {line}")?;
        }
        for line in after.iter().filter(|line| !before.contains(line)) {
            writeln!(f, "  + {line}")?;
        }
        if let Some(example) = self.difference().and_then(Difference::now_allowed) {
            writeln!(f, "  now allowed: {example}")?;
        }
        if let Some(example) = self.difference().and_then(Difference::now_rejected) {
            writeln!(f, "  now rejected: {example}")?;
        }
        Ok(())
    }
}

/// Returns the lines of a route behind the first.
fn lines(route: Option<&Route>) -> Vec<String> {
    let text = route.map(Route::to_string).unwrap_or_default();
    text.lines().skip(1).map(|line| line.trim().to_owned()).collect()
}

impl Report {
    /// Returns the changes from this report to a newer one, in the order of the routes. A route is
    /// known by its method and path.
    ///
    /// ```
    /// use auth_core::access::{Meaning, Report};
    ///
    /// let old: Report = "\
    /// DELETE /users/{id}
    ///     api::delete
    ///     #[require(role = \"admin\")]
    /// "
    /// .parse()?;
    /// let new: Report = old.to_string().replace("admin", "admin\" | \"editor").parse()?;
    /// let changes = old.changes_to(&new);
    /// assert_eq!(changes[0].meaning(), Meaning::Loosened);
    /// assert_eq!(
    ///     changes[0].to_string(),
    ///     "\
    /// LOOSENED DELETE /users/{id}
    ///   - #[require(role = \"admin\")]
    ///   + #[require(role = \"admin\" | \"editor\")]
    ///   now allowed: a caller with role \"editor\"
    /// "
    /// );
    /// # Ok::<(), auth_core::access::ReportError>(())
    /// ```
    #[must_use]
    pub fn changes_to(&self, newer: &Self) -> Vec<Change> {
        let mut pairs: BTreeMap<_, (Vec<_>, Vec<_>)> = BTreeMap::new();
        for route in self.routes() {
            pairs.entry(key(route)).or_default().0.push(route);
        }
        for route in newer.routes() {
            pairs.entry(key(route)).or_default().1.push(route);
        }
        let changes = pairs.into_values().flat_map(|(before, after)| {
            (0..before.len().max(after.len())).filter_map(move |index| {
                change(before.get(index).copied(), after.get(index).copied())
            })
        });
        changes.collect()
    }
}

/// Returns the part of a route that stays: the path, then the method, as in the order of a report.
fn key(route: &Route) -> (&str, &str) {
    (route.path(), route.method())
}

/// Returns the change of a route. `None` if both print the same lines.
fn change(before: Option<&Route>, after: Option<&Route>) -> Option<Change> {
    let difference = match (before, after) {
        (Some(before), Some(after)) if before.to_string() == after.to_string() => return None,
        (Some(before), Some(after)) => Some(Difference::of(&before.enforced(), &after.enforced())),
        _ => None,
    };
    Some(Change { before: before.cloned(), after: after.cloned(), difference })
}
