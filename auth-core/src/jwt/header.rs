//! The header of a token: its algorithm, its key id, and the parameters that reject the token.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use crate::jwt::json::strict::{self, Fault};
use crate::jwt::json::string::JsonString;
use crate::jwt::token_error::TokenError;

/// The maximum length of a `kid`, in a token and of a key.
pub(crate) const MAX_KEY_ID_LEN: usize = 256;

/// The maximum number of parameters. A header is read before its signature is verified.
const MAX_PARAMETERS: usize = 64;

/// The type of an access token (RFC 9068 §2.1).
const ACCESS_TOKEN: &str = "at+jwt";

/// The parameters of a header that select the key. They are not verified yet.
pub(crate) struct Header<'t> {
    pub(crate) algorithm: Cow<'t, str>,
    /// SECURITY: an attacker can put a path, a query or a line of a log into it. It is compared
    /// with the ids of the keys and used for no other purpose (RFC 8725 §3.10).
    pub(crate) key_id: Option<Cow<'t, str>>,
    /// `true` if the type is that of an access token.
    pub(crate) is_access_token: bool,
}

impl<'t> Header<'t> {
    /// Reads a header. With the strict profile, the type must be `at+jwt` (RFC 9068 §4).
    pub(crate) fn new(json: &'t str, strict_profile: bool) -> Result<Self, TokenError> {
        let parameters = strict::read(json, HeaderVisitor).map_err(|fault| match fault {
            Fault::Duplicate => TokenError::Duplicate,
            Fault::Nesting => TokenError::Nesting,
            Fault::Syntax => TokenError::Header,
        })?;
        if let Some(error) = parameters.error {
            return Err(error);
        }
        let accepted: &[&str] =
            if strict_profile { &[ACCESS_TOKEN] } else { &[ACCESS_TOKEN, "JWT"] };
        let token_type = parameters.token_type;
        if token_type.as_ref().map_or(strict_profile, |found| !is_one_of(accepted, found)) {
            return Err(TokenError::Type);
        }
        Ok(Self {
            algorithm: parameters.algorithm.ok_or(TokenError::Algorithm)?,
            key_id: parameters.key_id,
            is_access_token: token_type.is_some_and(|found| is_one_of(&[ACCESS_TOKEN], &found)),
        })
    }
}

/// Returns `true` if `found` is one of the types, with or without `application/` (RFC 7515 §4.1.9).
///
/// SECURITY: `DPoP` proofs, logout tokens and security events are JWTs of the same issuers. Used as
/// access tokens, they would grant access. Their types distinguish them (RFC 8725 §3.11).
fn is_one_of(accepted: &[&str], found: &str) -> bool {
    const PREFIX: &str = "application/";
    let short = match found.split_at_checked(PREFIX.len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) => rest,
        _ => found,
    };
    accepted.iter().any(|accepted| accepted.eq_ignore_ascii_case(short))
}

/// The parameters that are used, and the first error among the others.
#[derive(Default)]
struct Parameters<'t> {
    algorithm: Option<Cow<'t, str>>,
    key_id: Option<Cow<'t, str>>,
    token_type: Option<Cow<'t, str>>,
    error: Option<TokenError>,
}

/// A reader of the parameters of a header.
///
/// SECURITY: `jwk`, `jku`, `x5u` and `x5c` are ignored. A forged token can contain the key of the
/// forger. Keys come from the configuration only (RFC 8725 §3.10).
struct HeaderVisitor;

impl<'de> DeserializeSeed<'de> for HeaderVisitor {
    type Value = Parameters<'de>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Parameters<'de>, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for HeaderVisitor {
    type Value = Parameters<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Parameters<'de>, A::Error> {
        let mut parameters = Parameters::default();
        let mut count: usize = 0;
        while let Some(JsonString(name)) = members.next_key()? {
            let used = match &*name {
                "alg" => Some(&mut parameters.algorithm),
                "kid" => Some(&mut parameters.key_id),
                "typ" => Some(&mut parameters.token_type),
                _ => None,
            };
            if let Some(parameter) = used {
                let JsonString(value) = members.next_value()?;
                *parameter = Some(value);
            } else {
                members.next_value::<IgnoredAny>()?;
                parameters.error = parameters.error.or_else(|| error(&name));
            }
            count = count.saturating_add(1);
            if count > MAX_PARAMETERS {
                return Err(A::Error::custom("too many parameters"));
            }
        }
        Ok(parameters)
    }
}

/// Returns the error of a parameter that must not be present, with any value.
fn error(name: &str) -> Option<TokenError> {
    match name {
        // SECURITY: a reader that does not know a critical extension must reject the token. No
        // extension is known here. `b64` changes the signed bytes (RFC 7515 §4.1.11, RFC 7797 §6).
        "b64" | "crit" => Some(TokenError::Critical),
        // SECURITY: the signature of a token inside a token is not verified (RFC 7519 §5.2).
        "cty" => Some(TokenError::Type),
        "enc" => Some(TokenError::Encrypted),
        _ => None,
    }
}
