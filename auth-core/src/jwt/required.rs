//! Required claims: a token is accepted only if each of them has the configured value.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess};
use serde_json::{Deserializer, Value};

use super::mismatch::{Mismatch, shown};
use crate::jwt::error::JwtError;
use crate::jwt::grants::pointer::Pointer;
use crate::jwt::json::claim_value::ClaimValue;
use crate::jwt::json::read::{ReadMembers, SkipMembers, ValueReader};
use crate::jwt::json::string::JsonString;
use crate::jwt::token_error::TokenError;
use crate::policy::comparison::are_equal;

/// A place in the claims, and the value that each accepted token has there.
#[derive(Debug)]
pub(crate) struct RequiredClaim {
    place: &'static str,
    pointer: Pointer,
    value: ClaimValue<'static>,
}

impl RequiredClaim {
    /// Creates a requirement. The value is a string with content, a number or a boolean.
    pub(crate) fn new(place: &'static str, value: Value) -> Result<Self, JwtError> {
        let pointer = Pointer::new(place).ok_or_else(|| JwtError::Pointer(place.into()))?;
        let value = match value {
            Value::Bool(value) => ClaimValue::Bool(value),
            Value::Number(number) if are_equal(&number, &number) => ClaimValue::Number(number),
            Value::String(text) if !text.is_empty() => ClaimValue::String(Cow::Owned(text)),
            _ => return Err(JwtError::RequiredValue(place)),
        };
        Ok(Self { place, pointer, value })
    }

    /// Checks claims, which are one strict JSON object.
    ///
    /// SECURITY: neither absence nor another type meets the requirement. A client could leave the
    /// claim out, or an issuer could change its format (RFC 7519 §7.2).
    pub(crate) fn check(&self, json: &str) -> Result<(), TokenError> {
        let mut found = None;
        let finder = Finder { names: self.pointer.names(), found: &mut found };
        let read = ValueReader(finder).deserialize(&mut Deserializer::from_str(json));
        read.map_err(|_| TokenError::Claims)?;
        let found = found.ok_or(TokenError::MissingClaim(self.place))?;
        if self.is_met(&found) {
            return Ok(());
        }
        let wrong = Mismatch::new(self.place, shown_value(&self.value), shown_value(&found));
        Err(TokenError::RequiredClaim(Box::new(wrong)))
    }

    fn is_met(&self, found: &ClaimValue<'_>) -> bool {
        match (found, &self.value) {
            (ClaimValue::Bool(found), ClaimValue::Bool(value)) => found == value,
            (ClaimValue::Number(found), ClaimValue::Number(value)) => are_equal(found, value),
            (ClaimValue::String(found), ClaimValue::String(value)) => found == value,
            (ClaimValue::StringList(list), ClaimValue::String(value)) => {
                list.iter().any(|found| *found == **value)
            }
            _ => false,
        }
    }
}

/// A reader of members, which keeps the value at the end of `names`.
///
/// SECURITY: the other values are skipped. Parsed, they would need many times the length of the
/// token (S41).
struct Finder<'f, 't> {
    names: &'f [Box<str>],
    found: &'f mut Option<ClaimValue<'t>>,
}

impl<'de> ReadMembers<'de> for Finder<'_, 'de> {
    const LIST_CAPACITY: (usize, usize) = (0, 0);

    fn read_members<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Some((name, names)) = self.names.split_first() else {
            return SkipMembers.read_members(members);
        };
        while let Some(JsonString(member)) = members.next_key()? {
            if *member == **name {
                let finder = Finder { names, found: &mut *self.found };
                let value = members.next_value_seed(ValueReader(finder))?;
                if names.is_empty() {
                    *self.found = Some(value);
                }
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// Returns a value for a log. Strings are in backticks, so that `true` differs from the boolean.
fn shown_value(value: &ClaimValue<'_>) -> String {
    match value {
        ClaimValue::Bool(value) => format!("the boolean {value}"),
        ClaimValue::Null => "null".to_owned(),
        ClaimValue::Number(number) => format!("the number {number}"),
        ClaimValue::Object => "an object".to_owned(),
        ClaimValue::Other => "a list with values that are no strings".to_owned(),
        ClaimValue::String(text) => shown([&**text]),
        ClaimValue::StringList(list) if list.is_empty() => "an empty list".to_owned(),
        ClaimValue::StringList(list) => shown(list.iter()),
    }
}
