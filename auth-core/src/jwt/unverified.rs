//! The issuer that a token names, before the token is verified.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::jwt::builder::MAX_TOKEN_LEN;
use crate::jwt::compact::{CompactToken, Padding};
use crate::jwt::json::strict;
use crate::jwt::json::string::JsonString;

/// Returns the `iss` of a token, if it is a JWT whose claims are one strict JSON object.
///
/// SECURITY: a client chose it. It is compared with configured issuers and used for no other
/// purpose.
pub(crate) fn issuer(token: &str) -> Option<String> {
    let claims = CompactToken::new(token, MAX_TOKEN_LEN, Padding::None).ok()?.claims().ok()?;
    strict::read(&claims, IssuerVisitor).ok()?
}

/// A reader of the issuer among the claims.
struct IssuerVisitor;

impl<'de> DeserializeSeed<'de> for IssuerVisitor {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Option<String>, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for IssuerVisitor {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Option<String>, A::Error> {
        let mut issuer = None;
        while let Some(JsonString(name)) = members.next_key()? {
            if name == "iss" {
                let JsonString(value) = members.next_value()?;
                issuer = Some(value.into_owned());
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(issuer)
    }
}
