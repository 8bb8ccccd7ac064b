//! Where tokens say what their holders were granted, and whether they do say it there.

use std::sync::atomic::{AtomicBool, Ordering};

use tracing::{Level, event};

use super::pointer::{JsonPath, Match, Pointer, advice};
use crate::jwt::error::JwtError;

/// The places of roles, permissions and groups.
#[derive(Debug)]
pub(crate) struct Places {
    list: Vec<Place>,
    /// Whether a verified token was looked at: what it lacks was logged.
    known: AtomicBool,
}

/// One place.
#[derive(Debug)]
struct Place {
    granted: Granted,
    pointer: Pointer,
    /// Whether the application configured it.
    configured: bool,
    /// Whether any token had something there.
    held: AtomicBool,
}

/// What a place grants.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Granted {
    Groups,
    Permissions,
    Roles,
}

impl Granted {
    /// Returns its name: the claim where it stands unless the application configures another place.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::Permissions => "permissions",
            Self::Roles => "roles",
        }
    }
}

impl Places {
    pub(crate) fn new() -> Self {
        Self { list: Vec::new(), known: AtomicBool::new(false) }
    }

    /// Adds the configured places of one kind, or its usual one.
    pub(crate) fn with(mut self, granted: Granted, texts: Vec<Box<str>>) -> Result<Self, JwtError> {
        let configured = !texts.is_empty();
        let texts = if configured { texts } else { vec![granted.name().into()] };
        for text in texts {
            let pointer = Pointer::new(&text).ok_or(JwtError::Pointer(text))?;
            self.list.push(Place { granted, pointer, configured, held: AtomicBool::new(false) });
        }
        Ok(self)
    }

    /// Returns what the places grant that lie at the end of `way`, or further.
    pub(crate) fn at(&self, way: &JsonPath<'_>) -> impl Iterator<Item = (Granted, Match)> {
        let all = self.list.iter().map(|place| (place.granted, place.pointer.leads(way)));
        all.filter(|(_, leads)| *leads != Match::Elsewhere)
    }

    /// Notes that something stands at the end of `way`.
    pub(crate) fn hold(&self, way: &JsonPath<'_>) {
        // Not written again, so that threads do not wait for each other's caches.
        if self.known.load(Ordering::Relaxed) {
            return;
        }
        let here = self.list.iter().filter(|place| place.pointer.leads(way) == Match::Here);
        here.for_each(|place| place.held.store(true, Ordering::Relaxed));
    }

    /// Logs which configured places the first verified token lacks: a misspelt one grants nothing,
    /// and nothing else would tell.
    pub(crate) fn look(&self, issuer: &str) {
        if self.known.load(Ordering::Relaxed) || self.known.swap(true, Ordering::Relaxed) {
            return;
        }
        for place in
            self.list.iter().filter(|place| place.configured && !place.held.load(Ordering::Relaxed))
        {
            event!(
                target: "auth_core",
                Level::WARN,
                place = place.pointer.text(),
                grants = place.granted.name(),
                issuer,
                advice = advice(place.pointer.text()),
                "the first token that is verified has nothing at a configured place: if others have, all is well"
            );
        }
    }
}
