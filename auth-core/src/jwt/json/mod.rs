//! Strict JSON: no member twice at any depth, bounded nesting, and nothing after the value.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::jwt::json::skip::is_private;

pub(crate) mod claim_value;
pub(crate) mod read;
pub(crate) mod skip;

/// How deep objects and arrays may stand in each other, the outermost one counted.
const MAX_NESTING: u8 = 64;

/// What `serde_json` makes of a number if some crate of the build enabled its feature `arbitrary_precision`: an object with
/// this one member, the number's text.
const NUMBER: &str = "$serde_json::private::Number";

/// What is wrong with a JSON text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    Duplicate,
    Nesting,
    Syntax,
}

/// The object that is all of `text`.
pub(crate) fn object(text: &str) -> Result<Map<String, Value>, Fault> {
    let fault = Cell::new(Fault::Syntax);
    match read(text, Keep(Place::outermost(&fault))) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) | Err(_) => Err(fault.get()),
    }
}

/// The value that is all of `text`, read as `seed` does. The error quotes `text`: not for logs.
pub(crate) fn read<'t, S: DeserializeSeed<'t>>(
    text: &'t str,
    seed: S,
) -> serde_json::Result<S::Value> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = seed.deserialize(&mut reader)?;
    // SECURITY: another reader may take the second of two values for the token's claims (RFC 8259 §2).
    reader.end().map(|()| value)
}

/// Where in a text a value stands, and where to leave word of what is wrong with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'f> {
    nesting: u8,
    fault: &'f Cell<Fault>,
}

impl<'f> Place<'f> {
    pub(crate) fn outermost(fault: &'f Cell<Fault>) -> Self {
        Self { nesting: 0, fault }
    }

    /// Where the members of an object or the elements of an array stand.
    pub(crate) fn inside<E: Error>(self) -> Result<Self, E> {
        // SECURITY: thousands of brackets in one token overflow the stack (RFC 8259 §9 lets a reader set a limit).
        if self.nesting >= MAX_NESTING {
            return Err(self.refuse(Fault::Nesting));
        }
        Ok(Self { nesting: self.nesting.saturating_add(1), ..self })
    }

    pub(crate) fn refuse<E: Error>(self, fault: Fault) -> E {
        self.fault.set(fault);
        E::custom("not strict JSON")
    }
}

/// Text of a JSON document, borrowed from it unless it holds an escape.
pub(crate) struct Text<'t>(pub(super) Cow<'t, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(TextVisitor)
    }
}

/// Keeps a value.
pub(crate) struct Keep<'f>(pub(super) Place<'f>);

impl<'de> DeserializeSeed<'de> for Keep<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Keep<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("strict JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| self.0.refuse(Fault::Syntax))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let place = self.0.inside()?;
        let mut list = Vec::new();
        while let Some(element) = elements.next_element_seed(Keep(place))? {
            list.push(element);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        let mut next = members.next_key::<String>()?;
        if let Some(number) = number(next.as_deref(), &mut members, self.0)? {
            return Ok(Value::Number(number));
        }
        let place = self.0.inside()?;
        while let Some(name) = next {
            let value = members.next_value_seed(Keep(place))?;
            if is_private(&name) {
                return Err(place.refuse(Fault::Syntax));
            }
            // SECURITY: as in `Names::add` (RFC 7519 §4).
            if object.insert(name, value).is_some() {
                return Err(place.refuse(Fault::Duplicate));
            }
            next = members.next_key()?;
        }
        Ok(Value::Object(object))
    }
}

/// The number that an object stands for whose first member is called `first`, if it stands for one: see [`NUMBER`].
pub(crate) fn number<'de, A: MapAccess<'de>>(
    first: Option<&str>,
    members: &mut A,
    place: Place<'_>,
) -> Result<Option<Number>, A::Error> {
    if first != Some(NUMBER) || !is_arbitrary_precision() {
        return Ok(None);
    }
    let Text(number) = members.next_value()?;
    number.parse().map(Some).map_err(|_| place.refuse(Fault::Syntax))
}

/// Whether some crate of the build enabled `serde_json`'s feature of that name, with which no number is out of range.
fn is_arbitrary_precision() -> bool {
    "1e400".parse::<Number>().is_ok()
}
