//! What stands at the places of roles, permissions and groups.

use super::places::{Granted, Places};
use super::pointer::{Leads, Way};
use super::refusal::TokenError;
use super::seen::Seen;
use crate::grants::Grants;

/// Collects what stands at the ends of the pointers while the claims are read.
pub(super) struct Granting<'p> {
    pub(super) grants: Grants,
    pub(super) refusal: Option<TokenError>,
    places: &'p Places,
}

impl<'p> Granting<'p> {
    pub(super) fn new(places: &'p Places) -> Self {
        Self { grants: Grants::default(), refusal: None, places }
    }

    /// Whether any pointer leads to the end of `way`, or through it.
    pub(super) fn asks_for(&self, way: &Way<'_>) -> bool {
        self.places.at(way).next().is_some()
    }

    /// Whether any pointer leads through the end of `way`.
    pub(super) fn leads_into(&self, way: &Way<'_>) -> bool {
        self.places.at(way).any(|(_, leads)| leads == Leads::Further)
    }

    /// Takes what stands at the end of `way`.
    ///
    /// SECURITY: what stands at the end of a pointer and is no text and no list of texts, and what stands on its way and is no
    /// object, has the wrong type, which must not count as absent (as in `Known::take`).
    pub(super) fn take(&mut self, way: &Way<'_>, seen: &Seen<'_>) {
        let places = self.places;
        places.hold(way);
        for (kind, leads) in places.at(way) {
            let fits = match leads {
                Leads::Here => self.grant(kind, seen),
                Leads::Further | Leads::Elsewhere => matches!(seen, Seen::Object),
            };
            if !fits {
                self.refusal.get_or_insert(TokenError::Grants(kind.name()));
            }
        }
    }

    /// Grants a text, or each text of a list of nothing but texts; says whether it is one.
    fn grant(&mut self, kind: Granted, seen: &Seen<'_>) -> bool {
        let texts = match kind {
            Granted::Groups => &mut self.grants.groups,
            Granted::Permissions => &mut self.grants.permissions,
            Granted::Roles => &mut self.grants.roles,
        };
        match seen {
            // An empty text grants nothing: no rule can ask for it.
            Seen::Text(text) if text.is_empty() => true,
            Seen::Text(text) => {
                texts.push(text);
                true
            }
            Seen::Texts(list) => {
                texts.extend(list);
                true
            }
            Seen::Number(_) | Seen::Object | Seen::Other => false,
        }
    }
}
