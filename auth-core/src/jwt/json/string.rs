//! Strings of a JSON text.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A JSON string, borrowed from the text unless it contains an escape.
pub(crate) struct JsonString<'t>(pub(crate) Cow<'t, str>);

impl<'de> Deserialize<'de> for JsonString<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StringVisitor;

        impl<'de> Visitor<'de> for StringVisitor {
            type Value = JsonString<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: Error>(self, string: &'de str) -> Result<JsonString<'de>, E> {
                Ok(JsonString(Cow::Borrowed(string)))
            }

            fn visit_str<E: Error>(self, string: &str) -> Result<JsonString<'de>, E> {
                Ok(JsonString(Cow::Owned(string.to_owned())))
            }
        }

        deserializer.deserialize_str(StringVisitor)
    }
}
