//! Places of grants in the claims, and the warning about a place where a token has no value.

use std::sync::atomic::{AtomicBool, Ordering};

use tracing::{Level, event};

use super::pointer::{JsonPath, Match, Pointer, advice};
use crate::jwt::error::JwtError;

/// The places of roles, permissions and groups.
#[derive(Debug)]
pub(crate) struct Places {
    list: Vec<Place>,
    /// `true` once a token was verified, and places without a value were logged.
    reported: AtomicBool,
}

/// One place.
#[derive(Debug)]
struct Place {
    kind: GrantKind,
    pointer: Pointer,
    /// `false` for the default place.
    configured: bool,
    /// `true` once a token had a value at this place.
    found: AtomicBool,
}

/// A kind of grants.
#[derive(Clone, Copy, Debug)]
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
        Self { list: Vec::new(), reported: AtomicBool::new(false) }
    }

    /// Adds the configured places of one kind, or its default place if there are none.
    pub(crate) fn with(mut self, kind: GrantKind, texts: Vec<Box<str>>) -> Result<Self, JwtError> {
        let configured = !texts.is_empty();
        let texts = if configured { texts } else { vec![kind.name().into()] };
        for text in texts {
            let pointer = Pointer::new(&text).ok_or(JwtError::Pointer(text))?;
            self.list.push(Place { kind, pointer, configured, found: AtomicBool::new(false) });
        }
        Ok(self)
    }

    /// Returns the kinds of the places at `path` or below it.
    pub(crate) fn at(&self, path: &JsonPath<'_>) -> impl Iterator<Item = (GrantKind, Match)> {
        let all = self.list.iter().map(|place| (place.kind, place.pointer.compare(path)));
        all.filter(|(_, found)| *found != Match::None)
    }

    /// Marks the places at `path` as found.
    pub(crate) fn mark_found(&self, path: &JsonPath<'_>) {
        // Later tokens write no flag, so that threads do not share a written cache line.
        if self.reported.load(Ordering::Relaxed) {
            return;
        }
        let here = self.list.iter().filter(|place| place.pointer.compare(path) == Match::Exact);
        here.for_each(|place| place.found.store(true, Ordering::Relaxed));
    }

    /// Logs the configured places at which the first verified token has no value. A misspelt place
    /// grants no permission, and no other message mentions it.
    pub(crate) fn report(&self, issuer: &str) {
        if self.reported.load(Ordering::Relaxed) || self.reported.swap(true, Ordering::Relaxed) {
            return;
        }
        let places = self.list.iter();
        for place in places.filter(|place| place.configured && !place.found.load(Ordering::Relaxed))
        {
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
