//! Reads as much of a JSON value as claims of a known type need: text, numbers, lists of texts.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::json::{Fault, Place, Text, number};
use super::skim::skim_members;

/// A value, as far as claims of a known type go.
#[derive(Debug)]
pub(super) enum Seen<'t> {
    Number(Number),
    Text(Cow<'t, str>),
    /// A list of nothing but texts.
    Texts(Vec<Cow<'t, str>>),
    /// Anything else, looked through and dropped.
    Other,
}

impl<'t> Seen<'t> {
    /// What a value that was kept looks like.
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::Text(Cow::Owned(text.clone())),
            Value::Array(list) => {
                let texts =
                    list.iter().map(|element| element.as_str().map(|text| Cow::Owned(text.to_owned())));
                texts.collect::<Option<_>>().map_or(Self::Other, Self::Texts)
            }
            Value::Bool(_) | Value::Null | Value::Object(_) => Self::Other,
        }
    }

    /// A text, or the texts of a list of nothing but texts.
    pub(super) fn texts(&self) -> Option<&[Cow<'t, str>]> {
        match self {
            Self::Text(text) => Some(std::slice::from_ref(text)),
            Self::Texts(texts) => Some(texts),
            Self::Number(_) | Self::Other => None,
        }
    }
}

/// Reads a value so.
pub(super) struct Glance<'f>(pub(super) Place<'f>);

impl<'de> DeserializeSeed<'de> for Glance<'_> {
    type Value = Seen<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Seen<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Glance<'_> {
    type Value = Seen<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("strict JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Seen<'de>, E> {
        Ok(Seen::Other)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Seen<'de>, E> {
        Ok(Seen::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Seen<'de>, E> {
        Ok(Seen::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Seen<'de>, E> {
        Number::from_f64(value).map(Seen::Number).ok_or_else(|| self.0.refuse(Fault::Syntax))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Seen<'de>, E> {
        Ok(Seen::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Seen<'de>, E> {
        Ok(Seen::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Seen<'de>, E> {
        Ok(Seen::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Seen<'de>, A::Error> {
        let place = self.0.inside()?;
        let mut texts = Some(Vec::new());
        while let Some(element) = elements.next_element_seed(Glance(place))? {
            match (element, &mut texts) {
                (Seen::Text(text), Some(texts)) => texts.push(text),
                _ => texts = None,
            }
        }
        Ok(texts.map_or(Seen::Other, Seen::Texts))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Seen<'de>, A::Error> {
        let first = members.next_key::<Text<'de>>()?;
        if let Some(number) = number(first.as_ref().map(|Text(name)| &**name), &mut members, self.0)? {
            return Ok(Seen::Number(number));
        }
        skim_members(first, members, self.0).map(|()| Seen::Other)
    }
}
