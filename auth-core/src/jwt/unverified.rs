//! The statements of a token about itself, before the token is verified.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::jwt::builder::MAX_TOKEN_LEN;
use crate::jwt::compact::{CompactToken, Padding};
#[cfg(feature = "discovery")]
use crate::jwt::header::{Header, MAX_KEY_ID_LEN};
use crate::jwt::json::strict;
use crate::jwt::json::string::JsonString;
#[cfg(feature = "discovery")]
use crate::jwt::keys::algorithm::{Algorithm, KeyType};
#[cfg(feature = "discovery")]
use crate::time::Timestamp;

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

/// The statements of a token that decide whether newer keys are fetched for it.
///
/// SECURITY: a client chose all of them. They never accept a token.
#[cfg(feature = "discovery")]
pub(crate) struct Unverified {
    /// `true` if there is a key id, and a key could have it.
    pub(crate) has_valid_key_id: bool,
    /// `true` if the algorithm is a known one with a public key.
    pub(crate) is_public_key_algorithm: bool,
    pub(crate) issuer: String,
    pub(crate) issued_at: Option<Timestamp>,
    pub(crate) expires_at: Option<Timestamp>,
}

#[cfg(feature = "discovery")]
impl Unverified {
    /// Reads a token. `None` if it is malformed, so that no key can make it valid.
    pub(crate) fn new(token: &CompactToken<'_>, strict_profile: bool) -> Option<Self> {
        let header = token.header().ok()?;
        let header = Header::new(&header, strict_profile).ok()?;
        let claims: serde_json::Value =
            strict::read(&token.claims().ok()?, std::marker::PhantomData).ok()?;
        let time = |name| match claims.get(name) {
            None => Some(None),
            #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
            Some(value) => value.as_f64().map(|time| Some(Timestamp::from_secs(time as i64))),
        };
        let len = header.key_id.as_ref().map(|id| id.len());
        Some(Self {
            has_valid_key_id: len.is_some_and(|len| (1..=MAX_KEY_ID_LEN).contains(&len)),
            is_public_key_algorithm: Algorithm::named(&header.algorithm)
                .is_some_and(|algorithm| algorithm.key_type() != KeyType::Secret),
            issuer: claims.get("iss")?.as_str()?.to_owned(),
            issued_at: time("iat")?,
            expires_at: time("exp")?,
        })
    }
}
