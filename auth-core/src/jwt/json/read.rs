//! Readers of claim values.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::identity::grants::StringList;
use crate::jwt::json::claim_value::ClaimValue;

/// A reader of the members of an object. The object itself becomes [`ClaimValue::Object`].
pub(crate) trait ReadMembers<'de> {
    /// The capacity of a list in the place of the object: the strings, and their total length.
    const LIST_CAPACITY: (usize, usize);

    /// Reads all members.
    fn read_members<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error>;
}

/// A reader that skips the members of an object.
pub(crate) struct SkipMembers;

impl<'de> ReadMembers<'de> for SkipMembers {
    const LIST_CAPACITY: (usize, usize) = (0, 0);

    fn read_members<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// A reader of a claim value. `M` reads the members, if the value is an object.
pub(crate) struct ValueReader<M>(pub(crate) M);

impl<'de, M: ReadMembers<'de>> DeserializeSeed<'de> for ValueReader<M> {
    type Value = ClaimValue<'de>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<ClaimValue<'de>, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de, M: ReadMembers<'de>> Visitor<'de> for ValueReader<M> {
    type Value = ClaimValue<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<ClaimValue<'de>, E> {
        Ok(ClaimValue::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<ClaimValue<'de>, E> {
        Ok(ClaimValue::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<ClaimValue<'de>, E> {
        Ok(ClaimValue::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<ClaimValue<'de>, E> {
        Ok(Number::from_f64(value).map_or(ClaimValue::Other, ClaimValue::Number))
    }

    fn visit_borrowed_str<E>(self, string: &'de str) -> Result<ClaimValue<'de>, E> {
        Ok(ClaimValue::String(Cow::Borrowed(string)))
    }

    fn visit_str<E>(self, string: &str) -> Result<ClaimValue<'de>, E> {
        Ok(ClaimValue::String(Cow::Owned(string.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<ClaimValue<'de>, E> {
        Ok(ClaimValue::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<ClaimValue<'de>, A::Error> {
        let (strings, total_len) = M::LIST_CAPACITY;
        let mut list = Some(StringList::with_capacity(strings, total_len));
        while let Some(element) = elements.next_element_seed(ValueReader(SkipMembers))? {
            match (element, &mut list) {
                (ClaimValue::String(string), Some(list)) => list.push(&string),
                _ => list = None,
            }
        }
        Ok(list.map_or(ClaimValue::Other, ClaimValue::StringList))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<ClaimValue<'de>, A::Error> {
        self.0.read_members(members)?;
        Ok(ClaimValue::Object)
    }
}
