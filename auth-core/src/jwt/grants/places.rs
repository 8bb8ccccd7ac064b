//! Places of grants in the claims, and the warnings about places whose value grants no rights.

use std::sync::atomic::{AtomicBool, Ordering};

use tracing::{Level, event};

use super::place::{Claim, Form};
use super::pointer::{JsonPath, Match, Pointer, advice};
use crate::jwt::error::JwtError;
use crate::jwt::log_once::LogOnce;

/// The places of roles, permissions and groups.
#[derive(Debug)]
pub(crate) struct Places {
    list: Vec<Place>,
    /// The log of places without a value in the first verified token.
    reported: LogOnce,
}

/// One place.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) kind: GrantKind,
    pub(crate) form: Form,
    /// `false` for the default place.
    pub(crate) is_configured: bool,
    pointer: Pointer,
    /// `true` once a token had a value at this place.
    found: AtomicBool,
    /// The log of a value of the wrong type at a default place.
    ignored: LogOnce,
}

/// A kind of grants.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum GrantKind {
    Groups,
    Permissions,
    Roles,
}

impl GrantKind {
    /// Returns the name of the kind, which is also the claim at its default place.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::Permissions => "permissions",
            Self::Roles => "roles",
        }
    }
}

impl Places {
    /// Creates a list without places.
    pub(crate) fn new() -> Self {
        Self { list: Vec::new(), reported: LogOnce::default() }
    }

    /// Adds the configured places of one kind, or its default place if there are none.
    pub(crate) fn with(mut self, kind: GrantKind, claims: Vec<Claim>) -> Result<Self, JwtError> {
        let is_configured = !claims.is_empty();
        let claims = if is_configured { claims } else { vec![kind.name().into()] };
        for Claim { place, form } in claims {
            let pointer = Pointer::new(&place).ok_or(JwtError::Pointer(place))?;
            let (found, ignored) = (AtomicBool::new(false), LogOnce::default());
            let place = Place { kind, form, is_configured, pointer, found, ignored };
            self.list.push(place);
        }
        Ok(self)
    }

    /// Returns the places at `path` or below it.
    pub(crate) fn at(&self, path: &JsonPath<'_>) -> impl Iterator<Item = (&Place, Match)> {
        let all = self.list.iter().map(|place| (place, place.pointer.compare(path)));
        all.filter(|(_, found)| *found != Match::None)
    }

    /// Marks the places at `path` as found.
    pub(crate) fn mark_found(&self, path: &JsonPath<'_>) {
        // Later tokens write no flag, so that threads do not share a written cache line.
        if self.reported.is_done() {
            return;
        }
        let here = self.list.iter().filter(|place| place.pointer.compare(path) == Match::Exact);
        here.for_each(|place| place.found.store(true, Ordering::Relaxed));
    }

    /// Logs the configured places at which the first verified token has no value. A misspelt place
    /// grants no permission, and no other message mentions it.
    ///
    /// Also logs once, for each kind of `ignored`, that its default place has another meaning.
    pub(crate) fn report(&self, issuer: &str, ignored: &[GrantKind]) {
        for place in self.list.iter().filter(|place| ignored.contains(&place.kind)) {
            if place.ignored.is_first() {
                event!(
                    target: "auth_core",
                    Level::WARN,
                    claim = place.kind.name(),
                    issuer,
                    "a verified token has a claim that is neither a string nor a list of strings, \
                     and grants no rights: if it contains grants, name its place with `roles`, \
                     `permissions` or `groups`, as `Claim::keys(…)` for the keys of an object"
                );
            }
        }
        if !self.reported.is_first() {
            return;
        }
        let missing = self
            .list
            .iter()
            .filter(|place| place.is_configured && !place.found.load(Ordering::Relaxed));
        for place in missing {
            event!(
                target: "auth_core",
                Level::WARN,
                place = place.pointer.text(),
                grants = place.kind.name(),
                issuer,
                advice = advice(place.pointer.text()),
                "the first verified token has no value at a configured place: correct the place, \
                unless other tokens have a value there"
            );
        }
    }
}
