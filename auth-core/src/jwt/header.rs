//! The header of a token: its algorithm, its key id, and the parameters that reject the token.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};

use super::json::{self, Fault, Place, Text};
use crate::jwt::json::skip::{Names, Skim};
use crate::jwt::token_error::TokenError;

/// The longest `kid` that is looked up, and that a key can have.
pub(crate) const MAX_KEY_ID_LEN: usize = 256;

/// How many members a header can have: none needs more, and nobody has signed them yet.
const MAX_MEMBERS: usize = 64;

/// The type of an access token (RFC 9068 §2.1).
const ACCESS_TOKEN: &str = "at+jwt";

/// What a token's header asks for. All of it is untrusted text.
pub(crate) struct Header<'t> {
    pub(crate) algorithm: Cow<'t, str>,
    /// SECURITY: it is looked up only: never a path, a query or a log line (RFC 8725 §3.10).
    pub(crate) key_id: Option<Cow<'t, str>>,
}

impl<'t> Header<'t> {
    /// With the strict profile, only `at+jwt` is taken (RFC 9068 §4).
    pub(crate) fn new(json: &'t str, strict_profile: bool) -> Result<Self, TokenError> {
        let fault = Cell::new(Fault::Syntax);
        let members =
            json::read(json, Reader(Place::outermost(&fault))).map_err(|_| match fault.get() {
                Fault::Duplicate => TokenError::Duplicate,
                Fault::Nesting => TokenError::Nesting,
                Fault::Syntax => TokenError::Header,
            })?;
        if let Some(refusal) = members.refusal {
            return Err(refusal);
        }
        let taken: &[&str] = if strict_profile { &[ACCESS_TOKEN] } else { &[ACCESS_TOKEN, "JWT"] };
        if members.kind.map_or(strict_profile, |kind| !is_one_of(taken, &kind)) {
            return Err(TokenError::Type);
        }
        Ok(Self {
            algorithm: members.algorithm.ok_or(TokenError::Algorithm)?,
            key_id: members.key_id,
        })
    }
}

/// SECURITY: `DPoP` proofs, logout tokens and security events are JWTs of the same issuers; their types keep them apart
/// (RFC 8725 §3.11). `application/` may be left out (RFC 7515 §4.1.9).
fn is_one_of(taken: &[&str], kind: &str) -> bool {
    const PREFIX: &str = "application/";
    let short = match kind.split_at_checked(PREFIX.len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) => rest,
        _ => kind,
    };
    taken.iter().any(|taken| taken.eq_ignore_ascii_case(short))
}

/// The members of a header that matter.
#[derive(Default)]
struct Members<'t> {
    algorithm: Option<Cow<'t, str>>,
    key_id: Option<Cow<'t, str>>,
    kind: Option<Cow<'t, str>>,
    refusal: Option<TokenError>,
}

/// Reads the members of a header that matter, and looks through the others.
///
/// SECURITY: `jwk`, `jku`, `x5u` and `x5c` are among the others. Keys come from the configuration only; a key that a token
/// brings along is the forger's (RFC 8725 §3.10).
struct Reader<'f>(Place<'f>);

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Members<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Members<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Members<'de>, A::Error> {
        let place = self.0.inside()?;
        let mut names = Names::default();
        let mut found = Members::default();
        while let Some(Text(name)) = members.next_key()? {
            let text = match &*name {
                "alg" => Some(&mut found.algorithm),
                "kid" => Some(&mut found.key_id),
                "typ" => Some(&mut found.kind),
                _ => None,
            };
            if let Some(text) = text {
                let Text(value) = members.next_value()?;
                *text = Some(value);
            } else {
                members.next_value_seed(Skim(place))?;
                found.refusal = found.refusal.or_else(|| refusal(&name));
            }
            names.add(name, place)?;
            if names.len() > MAX_MEMBERS {
                return Err(place.refuse(Fault::Syntax));
            }
        }
        Ok(found)
    }
}

/// Why the mere presence of a header parameter refuses the token.
fn refusal(name: &str) -> Option<TokenError> {
    match name {
        // SECURITY: whoever does not understand a critical extension must refuse, and none is understood here; `b64` changes
        // what is signed (RFC 7515 §4.1.11, RFC 7797 §6).
        "b64" | "crit" => Some(TokenError::Critical),
        // SECURITY: a token inside a token is verified by no reader (RFC 7519 §5.2).
        "cty" => Some(TokenError::Type),
        "enc" => Some(TokenError::Encrypted),
        _ => None,
    }
}
