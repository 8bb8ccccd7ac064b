//! Strictness of JSON: no duplicate members, bounded nesting, and no text after the value.
//!
//! [`read`] puts a checking layer between the parser and the reader of the values. All that a
//! reader sees or skips has passed the checks, so that readers cannot forget them.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Number;

use super::names::Names;
use super::string::JsonString;

/// The maximum depth of nested objects and arrays, counting the outermost one.
const MAX_NESTING: u8 = 64;

/// The prefix of names to which `serde_json` itself gives a meaning.
const PRIVATE: &str = "$serde_json::private::";

/// The name in the object that stands for a number, if any crate of the build enables the feature
/// `arbitrary_precision` of `serde_json`. Its value is the text of the number.
const NUMBER: &str = "$serde_json::private::Number";

/// The reason why a text is not strict JSON.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    Duplicate,
    Nesting,
    Syntax,
}

/// Reads the value that is all of `text`, as `seed` does.
///
/// # Errors
///
/// [`Fault`] if the text is not strict JSON. [`Fault::Syntax`] if `seed` does not accept the value.
pub(crate) fn read<'t, S: DeserializeSeed<'t>>(text: &'t str, seed: S) -> Result<S::Value, Fault> {
    let fault = Cell::new(Fault::Syntax);
    let mut parser = serde_json::Deserializer::from_str(text);
    let value = Strict { inner: seed, level: Level { depth: 0, fault: &fault } }
        .deserialize(&mut parser)
        .map_err(|_| fault.get())?;
    // SECURITY: after two values, another reader may use the second one (RFC 8259 §2).
    parser.end().map_err(|_| Fault::Syntax)?;
    Ok(value)
}

/// The depth of a value, and the place to report a fault of it.
#[derive(Clone, Copy)]
struct Level<'f> {
    depth: u8,
    fault: &'f Cell<Fault>,
}

impl Level<'_> {
    /// Returns the level of the members of an object or the elements of an array.
    fn below<E: Error>(self) -> Result<Self, E> {
        // SECURITY: thousands of open brackets overflow the stack (RFC 8259 §9 allows a limit).
        if self.depth >= MAX_NESTING {
            return Err(self.reject(Fault::Nesting));
        }
        Ok(Self { depth: self.depth.saturating_add(1), ..self })
    }

    fn reject<E: Error>(self, fault: Fault) -> E {
        self.fault.set(fault);
        E::custom("not strict JSON")
    }
}

/// A seed, a deserializer or a visitor of one value, with the checks of that value and below it.
struct Strict<'f, T> {
    inner: T,
    level: Level<'f>,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Strict<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.inner.deserialize(Strict { inner: deserializer, level: self.level })
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_any(Strict { inner: visitor, level: self.level })
    }

    // Values that a reader ignores are checked, too: `serde_json` itself would only skip them.
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        option unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Strict<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<V::Value, E> {
        self.inner.visit_bool(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<V::Value, E> {
        self.inner.visit_i64(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<V::Value, E> {
        self.inner.visit_u64(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<V::Value, E> {
        self.inner.visit_f64(value)
    }

    fn visit_borrowed_str<E: Error>(self, string: &'de str) -> Result<V::Value, E> {
        self.inner.visit_borrowed_str(string)
    }

    fn visit_str<E: Error>(self, string: &str) -> Result<V::Value, E> {
        self.inner.visit_str(string)
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.inner.visit_unit()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<V::Value, A::Error> {
        let level = self.level.below()?;
        self.inner.visit_seq(Strict { inner: elements, level })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<V::Value, A::Error> {
        let first = members.next_key::<JsonString<'de>>()?.map(|JsonString(name)| name);
        if first.as_deref() == Some(NUMBER) && is_arbitrary_precision() {
            let JsonString(number) = members.next_value()?;
            return self.visit_number(&number);
        }
        let level = self.level.below()?;
        self.inner.visit_map(Members { inner: members, first, names: Names::default(), level })
    }
}

impl<'de, V: Visitor<'de>> Strict<'_, V> {
    /// Visits a number of any precision as one of 64 bits, as without `arbitrary_precision`.
    fn visit_number<E: Error>(self, text: &str) -> Result<V::Value, E> {
        let number: Number = text.parse().map_err(|_| self.level.reject(Fault::Syntax))?;
        if let Some(value) = number.as_u64() {
            self.inner.visit_u64(value)
        } else if let Some(value) = number.as_i64() {
            self.inner.visit_i64(value)
        } else {
            let value = number.as_f64().filter(|value| value.is_finite());
            self.inner.visit_f64(value.ok_or_else(|| self.level.reject(Fault::Syntax))?)
        }
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Strict<'_, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.inner.next_element_seed(Strict { inner: seed, level: self.level })
    }
}

/// The members of one object, with the checks of their names and values.
struct Members<'f, 'de, A> {
    inner: A,
    /// The first name, which was read before the rest.
    first: Option<Cow<'de, str>>,
    names: Names<'de>,
    level: Level<'f>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Members<'_, 'de, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        let name = match self.first.take() {
            Some(name) => name,
            None => match self.inner.next_key()? {
                Some(JsonString(name)) => name,
                None => return Ok(None),
            },
        };
        // SECURITY: another reader of the claims would take such an object for a number or drop it.
        if name.starts_with(PRIVATE) {
            return Err(self.level.reject(Fault::Syntax));
        }
        let key = match &name {
            Cow::Borrowed(name) => seed.deserialize(BorrowedStrDeserializer::new(name)),
            Cow::Owned(name) => seed.deserialize(name.as_str().into_deserializer()),
        }?;
        // SECURITY: of two members with one name, one reader takes the first and another the last
        // (RFC 7515 §4, RFC 7519 §4).
        if self.names.insert(name) {
            Ok(Some(key))
        } else {
            Err(self.level.reject(Fault::Duplicate))
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.inner.next_value_seed(Strict { inner: seed, level: self.level })
    }
}

/// Returns `true` if any crate of the build enables the feature `arbitrary_precision` of
/// `serde_json`, with which no number is out of range.
fn is_arbitrary_precision() -> bool {
    "1e400".parse::<Number>().is_ok()
}
