//! Looks through JSON that is not kept, as strictly as if it were.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use crate::jwt::json::{Fault, Place, Text, number};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// How many names an object has without costing an allocation. Few objects have more.
const FEW: usize = 16;

/// The names of one object's members so far.
///
/// SECURITY: objects of one member each cost nothing but their names: thousands of them fit into a token, and the least set that
/// is allocated is forty times as long as `{"":1},` (S41).
#[derive(Default)]
pub(crate) struct Names<'t> {
    few: [Cow<'t, str>; FEW],
    len: usize,
    more: BTreeSet<Cow<'t, str>>,
}

impl<'t> Names<'t> {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Adds a name, unescaped: `"\u0069ss"` is `"iss"`.
    pub(crate) fn add<E: Error>(&mut self, name: Cow<'t, str>, place: Place<'_>) -> Result<(), E> {
        if is_private(&name) {
            return Err(place.refuse(Fault::Syntax));
        }
        // SECURITY: of two members of one name, one reader takes the first and another the last (RFC 7515 §4).
        if self.insert(name) { Ok(()) } else { Err(place.refuse(Fault::Duplicate)) }
    }

    /// Whether `name` was not there yet.
    fn insert(&mut self, name: Cow<'t, str>) -> bool {
        if self.few.iter().take(self.len).any(|found| *found == name) {
            return false;
        }
        let is_new = match self.few.get_mut(self.len) {
            Some(slot) => {
                *slot = name;
                true
            }
            None => self.more.insert(name),
        };
        self.len = self.len.saturating_add(1);
        is_new
    }
}

/// Looks through a value without keeping it.
pub(crate) struct Skim<'f>(pub(crate) Place<'f>);

impl<'de> DeserializeSeed<'de> for Skim<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Skim<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("strict JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let place = self.0.inside()?;
        while elements.next_element_seed(Skim(place))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let first = members.next_key::<Text<'de>>()?;
        if number(first.as_ref().map(|Text(name)| &**name), &mut members, self.0)?.is_some() {
            return Ok(());
        }
        skim_members(first, members, self.0)
    }
}

/// Looks through an object at `place` whose first name was read.
pub(crate) fn skim_members<'de, A: MapAccess<'de>>(
    first: Option<Text<'de>>,
    mut members: A,
    place: Place<'_>,
) -> Result<(), A::Error> {
    let place = place.inside()?;
    let mut names = Names::default();
    let mut next = first;
    while let Some(Text(name)) = next {
        names.add(name, place)?;
        members.next_value_seed(Skim(place))?;
        next = members.next_key()?;
    }
    Ok(())
}

/// SECURITY: names that `serde_json` itself gives a meaning when it reads a `Value`: what was an object here would be something
/// else, or nothing, to whoever reads the claims later.
pub(crate) fn is_private(name: &str) -> bool {
    name.starts_with("$serde_json::private::")
}
