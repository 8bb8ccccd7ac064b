//! What stands at the places of roles, permissions and groups.

use crate::identity::grants::Grants;
use crate::jwt::grants::places::{Granted, Places};
use crate::jwt::grants::pointer::{JsonPath, Match};
use crate::jwt::json::claim_value::ClaimValue;
use crate::jwt::token_error::TokenError;

pub(crate) mod places;
pub(crate) mod pointer;

/// Collects what stands at the ends of the pointers while the claims are read.
pub(crate) struct Granting<'p> {
    pub(crate) grants: Grants,
    pub(crate) refusal: Option<TokenError>,
    places: &'p Places,
}

impl<'p> Granting<'p> {
    pub(crate) fn new(places: &'p Places) -> Self {
        Self { grants: Grants::default(), refusal: None, places }
    }

    /// Whether any pointer leads to the end of `way`, or through it.
    pub(crate) fn asks_for(&self, way: &JsonPath<'_>) -> bool {
        self.places.at(way).next().is_some()
    }

    /// Whether any pointer leads through the end of `way`.
    pub(crate) fn leads_into(&self, way: &JsonPath<'_>) -> bool {
        self.places.at(way).any(|(_, leads)| leads == Match::Further)
    }

    /// Takes what stands at the end of `way`.
    ///
    /// SECURITY: what stands at the end of a pointer and is no text and no list of texts, and what stands on its way and is no
    /// object, has the wrong type, which must not count as absent (as in `Known::take`).
    pub(crate) fn take(&mut self, way: &JsonPath<'_>, seen: &ClaimValue<'_>) {
        let places = self.places;
        places.hold(way);
        for (kind, leads) in places.at(way) {
            let fits = match leads {
                Match::Here => self.grant(kind, seen),
                Match::Further | Match::Elsewhere => matches!(seen, ClaimValue::Object),
            };
            if !fits {
                self.refusal.get_or_insert(TokenError::Grants(kind.name()));
            }
        }
    }

    /// Grants a text, or each text of a list of nothing but texts; says whether it is one.
    fn grant(&mut self, kind: Granted, seen: &ClaimValue<'_>) -> bool {
        let texts = match kind {
            Granted::Groups => &mut self.grants.groups,
            Granted::Permissions => &mut self.grants.permissions,
            Granted::Roles => &mut self.grants.roles,
        };
        match seen {
            // An empty text grants nothing: no rule can ask for it.
            ClaimValue::Text(text) if text.is_empty() => true,
            ClaimValue::Text(text) => {
                texts.push(text);
                true
            }
            ClaimValue::StringList(list) => {
                texts.extend(list);
                true
            }
            ClaimValue::Number(_) | ClaimValue::Object | ClaimValue::Other => false,
        }
    }
}
