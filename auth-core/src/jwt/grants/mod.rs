//! Roles, permissions and groups: collects them from the claims while the claims are read.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess};

use crate::identity::grants::Grants;
use crate::jwt::grants::places::{GrantKind, Places};
use crate::jwt::grants::pointer::{JsonPath, Match};
use crate::jwt::json::claim_value::ClaimValue;
use crate::jwt::json::read::{ReadMembers, SkipMembers, ValueReader};
use crate::jwt::json::string::JsonString;
use crate::jwt::token_error::TokenError;

pub(crate) mod places;
pub(crate) mod pointer;

/// The grants that the claims contain at the configured places.
pub(crate) struct GrantCollector<'p> {
    pub(crate) grants: Grants,
    /// The first value of the wrong type.
    pub(crate) error: Option<TokenError>,
    places: &'p Places,
}

impl<'p> GrantCollector<'p> {
    /// Creates a collector without grants.
    pub(crate) fn new(places: &'p Places) -> Self {
        Self { grants: Grants::default(), error: None, places }
    }

    /// Returns `true` if a place is at `path` or below it.
    pub(crate) fn needs(&self, path: &JsonPath<'_>) -> bool {
        self.places.at(path).next().is_some()
    }

    /// Returns `true` if a place is below `path`.
    fn needs_below(&self, path: &JsonPath<'_>) -> bool {
        self.places.at(path).any(|(_, found)| found == Match::Below)
    }

    /// Adds the grants in the value at `path`.
    ///
    /// SECURITY: a value of the wrong type must not count as absent, as in `Claims::set`. That is a
    /// value at a place that is neither a string nor a list of strings. Above a place, it is a
    /// value that is no object.
    fn collect(&mut self, path: &JsonPath<'_>, value: &ClaimValue<'_>) {
        let places = self.places;
        places.mark_found(path);
        for (kind, found) in places.at(path) {
            let fits = match found {
                Match::Exact => self.add(kind, value),
                Match::Below | Match::None => matches!(value, ClaimValue::Object),
            };
            if !fits {
                self.error.get_or_insert(TokenError::Grants(kind.name()));
            }
        }
    }

    /// Adds a string, or each string of a list. Returns `false` for a value of another type.
    fn add(&mut self, kind: GrantKind, value: &ClaimValue<'_>) -> bool {
        let grants = match kind {
            GrantKind::Groups => &mut self.grants.groups,
            GrantKind::Permissions => &mut self.grants.permissions,
            GrantKind::Roles => &mut self.grants.roles,
        };
        match value {
            // No rule can require an empty string.
            ClaimValue::String(string) if string.is_empty() => true,
            ClaimValue::String(string) => {
                grants.push(string);
                true
            }
            ClaimValue::StringList(list) => {
                grants.extend(list);
                true
            }
            ClaimValue::Number(_) | ClaimValue::Object | ClaimValue::Other => false,
        }
    }
}

/// A reader of the value at `path`, which collects the grants at this path and below it.
pub(crate) struct GrantReader<'a, 'p> {
    pub(crate) path: &'a JsonPath<'a>,
    pub(crate) collector: &'a mut GrantCollector<'p>,
}

impl<'de> DeserializeSeed<'de> for GrantReader<'_, '_> {
    type Value = ClaimValue<'de>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<ClaimValue<'de>, D::Error> {
        let Self { path, collector } = self;
        let members = GrantReader { path, collector: &mut *collector };
        let value = ValueReader(members).deserialize(reader)?;
        collector.collect(path, &value);
        Ok(value)
    }
}

impl<'de> ReadMembers<'de> for GrantReader<'_, '_> {
    /// The usual length of a list of grants.
    const LIST_CAPACITY: (usize, usize) = (8, 64);

    fn read_members<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        if !self.collector.needs_below(self.path) {
            return SkipMembers.read_members(members);
        }
        while let Some(JsonString(name)) = members.next_key()? {
            let path = &self.path.then(&name);
            if self.collector.needs(path) {
                let collector = &mut *self.collector;
                members.next_value_seed(GrantReader { path, collector })?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}
