//! Roles, permissions and groups: collects them from the claims while the claims are read.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess};

use crate::identity::grants::{Grants, StringList};
use crate::jwt::grants::place::Form;
use crate::jwt::grants::places::{GrantKind, Place, Places};
use crate::jwt::grants::pointer::{JsonPath, Match};
use crate::jwt::json::claim_value::ClaimValue;
use crate::jwt::json::read::{ReadMembers, SkipMembers, ValueReader};
use crate::jwt::json::string::JsonString;
use crate::jwt::token_error::TokenError;

pub(crate) mod place;
pub(crate) mod places;
pub(crate) mod pointer;

/// The grants that the claims contain at the configured places.
pub(crate) struct GrantCollector<'p> {
    pub(crate) grants: Grants,
    /// The first value of the wrong type at a configured place.
    pub(crate) error: Option<TokenError>,
    /// The kinds with a value of the wrong type at their default place.
    pub(crate) ignored: Vec<GrantKind>,
    places: &'p Places,
}

impl<'p> GrantCollector<'p> {
    /// Creates a collector without grants.
    pub(crate) fn new(places: &'p Places) -> Self {
        Self { grants: Grants::default(), error: None, ignored: Vec::new(), places }
    }

    /// Returns `true` if a place is at `path` or below it.
    pub(crate) fn needs(&self, path: &JsonPath<'_>) -> bool {
        self.places.at(path).next().is_some()
    }

    /// Returns `true` if a place is below `path`.
    fn needs_below(&self, path: &JsonPath<'_>) -> bool {
        self.places.at(path).any(|(_, found)| found == Match::Below)
    }

    /// Returns the places at `path` whose grants are the keys of an object.
    fn of_keys(&self, path: &JsonPath<'_>) -> Vec<&'p Place> {
        let of_keys = self
            .places
            .at(path)
            .filter(|(place, found)| *found == Match::Exact && place.form == Form::Keys);
        of_keys.map(|(place, _)| place).collect()
    }

    /// Adds the grants in the value at `path`.
    ///
    /// SECURITY: a value of the wrong type must not count as absent at a place that the application
    /// configured. Above a place, that is a value that is no object. The claims at the default
    /// places may have another meaning. They grant no rights then.
    fn collect(&mut self, path: &JsonPath<'_>, value: &ClaimValue<'_>) {
        let places = self.places;
        places.mark_found(path);
        for (place, found) in places.at(path) {
            let fits = match found {
                Match::Exact => self.add(place, value),
                Match::Below | Match::None => matches!(value, ClaimValue::Object),
            };
            match value {
                _ if fits => {}
                _ if place.is_configured => self.reject(place),
                ClaimValue::Null => {}
                _ => self.ignored.push(place.kind),
            }
        }
    }

    fn reject(&mut self, place: &Place) {
        self.error.get_or_insert(TokenError::Grants(place.kind.name()));
    }

    /// Adds the grants of a value in the form of `place`. Returns `false` for a value of another
    /// type. The keys of an object were added with its members.
    fn add(&mut self, place: &Place, value: &ClaimValue<'_>) -> bool {
        let grants = self.of(place.kind);
        match (place.form, value) {
            (Form::Keys, ClaimValue::Object) => {}
            (Form::Split(separator), ClaimValue::String(string)) => {
                let parts = string.split(separator).map(|part| part.trim_matches(' '));
                parts.filter(|part| !part.is_empty()).for_each(|part| grants.push(part));
            }
            // No rule can require an empty string.
            (Form::Strings, ClaimValue::String(string)) if string.is_empty() => {}
            (Form::Strings, ClaimValue::String(string)) => grants.push(string),
            (Form::Strings, ClaimValue::StringList(list)) => grants.extend(list),
            _ => return false,
        }
        true
    }

    /// Adds a key of an object at `place`.
    ///
    /// SECURITY: `{"admin": false}` grants no role. The meaning of other values is unknown.
    fn add_key(&mut self, place: &Place, key: &str, value: &ClaimValue<'_>) {
        match value {
            ClaimValue::Bool(true) | ClaimValue::Object if key.is_empty() => {}
            ClaimValue::Bool(true) | ClaimValue::Object => self.of(place.kind).push(key),
            ClaimValue::Bool(false) | ClaimValue::Null => {}
            _ => self.reject(place),
        }
    }

    fn of(&mut self, kind: GrantKind) -> &mut StringList {
        match kind {
            GrantKind::Groups => &mut self.grants.groups,
            GrantKind::Permissions => &mut self.grants.permissions,
            GrantKind::Roles => &mut self.grants.roles,
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
        let of_keys = self.collector.of_keys(self.path);
        if of_keys.is_empty() && !self.collector.needs_below(self.path) {
            return SkipMembers.read_members(members);
        }
        while let Some(JsonString(name)) = members.next_key()? {
            let path = &self.path.then(&name);
            if !of_keys.is_empty() || self.collector.needs(path) {
                let collector = &mut *self.collector;
                let value = members.next_value_seed(GrantReader { path, collector })?;
                for place in &of_keys {
                    self.collector.add_key(place, &name, &value);
                }
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}
