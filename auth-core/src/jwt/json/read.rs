//! Reads as much of a JSON value as claims of a known type need: text, numbers, lists of texts.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::identity::grants::StringList;
use crate::jwt::grants::Granting;
use crate::jwt::grants::pointer::JsonPath;
use crate::jwt::json::claim_value::ClaimValue;
use crate::jwt::json::skip::{Names, Skim, skim_members};
use crate::jwt::json::{Fault, Place, Text, number};

/// How much room a list of grants gets at first: for texts, and for their bytes.
const USUAL_LIST: (usize, usize) = (8, 64);

/// Reads the value at the end of a way, and has taken what the pointers lead to there and inside.
pub(crate) struct Glance<'a, 'p> {
    pub(crate) place: Place<'a>,
    pub(crate) way: &'a JsonPath<'a>,
    pub(crate) granting: &'a mut Granting<'p>,
}

impl<'de> DeserializeSeed<'de> for Glance<'_, '_> {
    type Value = ClaimValue<'de>;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<ClaimValue<'de>, D::Error> {
        let Self { place, way, granting } = self;
        let inside = Some((way, &mut *granting));
        let seen = deserializer.deserialize_any(Look { place, inside })?;
        granting.take(way, &seen);
        Ok(seen)
    }
}

/// Reads a value. Without a way, no pointer leads there.
struct Look<'a, 'p> {
    place: Place<'a>,
    inside: Option<(&'a JsonPath<'a>, &'a mut Granting<'p>)>,
}

impl<'de> DeserializeSeed<'de> for Look<'_, '_> {
    type Value = ClaimValue<'de>;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<ClaimValue<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_, '_> {
    type Value = ClaimValue<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("strict JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<ClaimValue<'de>, E> {
        Ok(ClaimValue::Other)
    }

    fn visit_i64<E>(self, value: i64) -> Result<ClaimValue<'de>, E> {
        Ok(ClaimValue::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<ClaimValue<'de>, E> {
        Ok(ClaimValue::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<ClaimValue<'de>, E> {
        Number::from_f64(value)
            .map(ClaimValue::Number)
            .ok_or_else(|| self.place.refuse(Fault::Syntax))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<ClaimValue<'de>, E> {
        Ok(ClaimValue::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<ClaimValue<'de>, E> {
        Ok(ClaimValue::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<ClaimValue<'de>, E> {
        Ok(ClaimValue::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<ClaimValue<'de>, A::Error> {
        let place = self.place.inside()?;
        let room = if self.inside.is_some() { USUAL_LIST } else { (0, 0) };
        let mut texts = Some(StringList::with_capacity(room.0, room.1));
        while let Some(element) = elements.next_element_seed(Look { place, inside: None })? {
            match (element, &mut texts) {
                (ClaimValue::Text(text), Some(texts)) => texts.push(&text),
                _ => texts = None,
            }
        }
        Ok(texts.map_or(ClaimValue::Other, ClaimValue::StringList))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<ClaimValue<'de>, A::Error> {
        let first = members.next_key::<Text<'de>>()?;
        if let Some(number) =
            number(first.as_ref().map(|Text(name)| &**name), &mut members, self.place)?
        {
            return Ok(ClaimValue::Number(number));
        }
        match self.inside {
            Some((way, granting)) if granting.leads_into(way) => {
                follow(first, members, self.place, way, granting)?;
            }
            _ => skim_members(first, members, self.place)?,
        }
        Ok(ClaimValue::Object)
    }
}

/// Looks through an object at `place` whose first name was read and which some pointer leads into.
fn follow<'de, A: MapAccess<'de>>(
    first: Option<Text<'de>>,
    mut members: A,
    place: Place<'_>,
    way: &JsonPath<'_>,
    granting: &mut Granting<'_>,
) -> Result<(), A::Error> {
    let place = place.inside()?;
    let mut names = Names::default();
    let mut next = first;
    while let Some(Text(name)) = next {
        let way = way.then(&name);
        if granting.asks_for(&way) {
            members.next_value_seed(Glance { place, way: &way, granting: &mut *granting })?;
        } else {
            members.next_value_seed(Skim(place))?;
        }
        names.add(name, place)?;
        next = members.next_key()?;
    }
    Ok(())
}
