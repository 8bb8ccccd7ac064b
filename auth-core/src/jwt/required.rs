//! Required claims: a token is accepted only if each of them has the configured value.

use serde_json::Value;

use super::mismatch::{Mismatch, shown};
use crate::identity::Identity;
use crate::jwt::error::JwtError;
use crate::jwt::grants::pointer::Pointer;
use crate::jwt::token_error::TokenError;
use crate::policy::comparison::is_equal;

/// A place in the claims, and the value that each accepted token has there.
#[derive(Debug)]
pub(crate) struct RequiredClaim {
    place: &'static str,
    pointer: Pointer,
    value: Value,
}

impl RequiredClaim {
    /// Creates a requirement. The value is a string with content, a number or a boolean.
    pub(crate) fn new(place: &'static str, value: Value) -> Result<Self, JwtError> {
        let pointer = Pointer::new(place).ok_or_else(|| JwtError::Pointer(place.into()))?;
        // An empty string, a list and `null` equal no value, so that no token would be accepted.
        if !is_equal(&value, &value) {
            return Err(JwtError::RequiredValue(place));
        }
        Ok(Self { place, pointer, value })
    }

    /// Checks the claims of `identity`.
    ///
    /// SECURITY: neither absence nor another type meets the requirement. A client could leave the
    /// claim out, or an issuer could change its format (RFC 7519 §7.2).
    pub(crate) fn check(&self, identity: &Identity) -> Result<(), TokenError> {
        let found = identity.claim_at(self.pointer.names());
        let found = found.ok_or(TokenError::MissingClaim(self.place))?;
        let is_met = match found {
            Value::Array(list) if list.iter().all(Value::is_string) => {
                list.iter().any(|element| is_equal(element, &self.value))
            }
            _ => is_equal(found, &self.value),
        };
        if is_met {
            return Ok(());
        }
        let wrong = Mismatch::new(self.place, shown_value(&self.value), shown_value(found));
        Err(TokenError::RequiredClaim(Box::new(wrong)))
    }
}

/// Returns a value for a log. Strings are in backticks, so that `true` differs from the boolean.
fn shown_value(value: &Value) -> String {
    match value {
        Value::Array(list) if list.is_empty() => "an empty list".to_owned(),
        Value::Array(list) if list.iter().all(Value::is_string) => {
            shown(list.iter().filter_map(Value::as_str))
        }
        Value::Array(_) => "a list with values that are no strings".to_owned(),
        Value::Bool(value) => format!("the boolean {value}"),
        Value::Null => "null".to_owned(),
        Value::Number(number) => format!("the number {number}"),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) => shown([&**text]),
    }
}
