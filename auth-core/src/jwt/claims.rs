//! What a verified token says: its claims, judged by type and value, and the identity that follows from them.

use std::slice;

use serde_json::{Map, Value};

use super::json::{self, Fault};
use super::pointer::Pointer;
use super::refusal::TokenError;
use super::verified::Verified;
use crate::identity::{Identity, IdentityBuilder};
use crate::timestamp::Timestamp;

/// The last second of the year 9999: what lies beyond is in milliseconds or a mistake.
const MAX_EXPIRY: Timestamp = Timestamp::from_secs(253_402_300_799);

/// What claims have to say, and where they say more.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) issuer: Box<str>,
    pub(super) audiences: Vec<Box<str>>,
    pub(super) roles: Vec<Pointer>,
    pub(super) permissions: Vec<Pointer>,
    pub(super) groups: Vec<Pointer>,
}

impl Expected {
    /// Reads the claims of a token whose signature is verified. Times are read here and judged by [`Verified`].
    pub(super) fn read(&self, json: &str) -> Result<Verified, TokenError> {
        let claims = json::object(json).map_err(|fault| match fault {
            Fault::Duplicate => TokenError::Duplicate,
            Fault::Nesting => TokenError::Nesting,
            Fault::Syntax => TokenError::Claims,
        })?;
        let known = Known::new(&claims)?;
        let expires_at = known.expires_at.ok_or(TokenError::MissingClaim("exp"))?;
        let subject = known.subject.ok_or(TokenError::MissingClaim("sub"))?;
        // SECURITY: the key is the issuer's, but one key may sign for several of its names (RFC 8725 §3.8).
        if known.issuer.ok_or(TokenError::MissingClaim("iss"))? != &*self.issuer {
            return Err(TokenError::Issuer);
        }
        // SECURITY: a token for another service, replayed here by that service (RFC 8725 §3.9).
        if !self.is_for_us(known.audience.ok_or(TokenError::MissingClaim("aud"))?)? {
            return Err(TokenError::Audience);
        }
        let mut identity = Identity::builder(&*self.issuer, subject).expires_at(expires_at);
        if let Some(acr) = known.acr {
            identity = identity.acr(acr);
        }
        if let Some(auth_time) = known.auth_time {
            identity = identity.auth_time(auth_time);
        }
        identity = known.scopes(identity)?;
        identity = granted(identity, &claims, &self.roles, "roles", |identity, role| identity.role(role))?;
        identity = granted(identity, &claims, &self.permissions, "permissions", |identity, permission| {
            identity.permission(permission)
        })?;
        identity =
            granted(identity, &claims, &self.groups, "groups", |identity, group| identity.group(group))?;
        let (not_before, issued_at) = (known.not_before, known.issued_at);
        let identity = identity.claims(claims).build().map_err(|_| TokenError::Claims)?;
        Ok(Verified { identity, expires_at, not_before, issued_at })
    }

    /// Whether an `aud` names one of the audiences: a text, or a list of nothing but texts.
    fn is_for_us(&self, audience: &Value) -> Result<bool, TokenError> {
        let (count, ours) = texts(audience, (0_usize, false), |(count, ours), text| {
            (count.saturating_add(1), ours || self.audiences.iter().any(|audience| **audience == *text))
        })
        .ok_or(TokenError::Claim("aud"))?;
        if count == 0 { Err(TokenError::Claim("aud")) } else { Ok(ours) }
    }
}

/// The claims that this crate knows, each of its type.
#[derive(Default)]
struct Known<'c> {
    acr: Option<&'c str>,
    audience: Option<&'c Value>,
    auth_time: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    issued_at: Option<Timestamp>,
    issuer: Option<&'c str>,
    not_before: Option<Timestamp>,
    scope: Option<&'c str>,
    scp: Option<&'c Value>,
    subject: Option<&'c str>,
}

impl<'c> Known<'c> {
    /// SECURITY: a claim of the wrong type refuses the token and never counts as absent, or `"nbf": null` would switch a check
    /// off (RFC 7519 §7.2).
    fn new(claims: &'c Map<String, Value>) -> Result<Self, TokenError> {
        let mut known = Self::default();
        for (name, value) in claims {
            match name.as_str() {
                "acr" => known.acr = Some(text("acr", value)?),
                "aud" => known.audience = Some(value),
                "auth_time" => known.auth_time = Some(date("auth_time", value, f64::floor)?),
                "azp" => _ = text("azp", value)?,
                "client_id" => _ = text("client_id", value)?,
                // SECURITY: stolen, a bound token is worthless only if nobody takes it as a bearer token (RFC 9449 §7.2).
                "cnf" => return Err(TokenError::Bound),
                // Rounded to the side that refuses: a second is refused unless all of it lies within.
                "exp" => known.expires_at = Some(date("exp", value, f64::floor)?),
                "iat" => known.issued_at = Some(date("iat", value, f64::ceil)?),
                "iss" => known.issuer = Some(text("iss", value)?),
                "jti" => _ = text("jti", value)?,
                "nbf" => known.not_before = Some(date("nbf", value, f64::ceil)?),
                "scope" => known.scope = Some(text("scope", value)?),
                "scp" => known.scp = Some(value),
                "sub" => known.subject = Some(text("sub", value)?),
                name => other_kind(name, value)?,
            }
        }
        if known.subject == Some("") {
            return Err(TokenError::Claim("sub"));
        }
        if known.expires_at > Some(MAX_EXPIRY) {
            return Err(TokenError::Claim("exp"));
        }
        Ok(known)
    }

    /// The scopes of `scope`, or of `scp` where there is none, cut at U+0020 alone (RFC 6749 §3.3).
    fn scopes(&self, identity: IdentityBuilder) -> Result<IdentityBuilder, TokenError> {
        let mut listed = Vec::new();
        if let Some(scp) = self.scp {
            listed = texts(scp, listed, with).ok_or(TokenError::Claim("scp"))?;
            // One element is one scope, and no scope holds a space: whoever wrote such a list meant something else.
            if scp.is_array() && listed.iter().any(|scope| scope.contains(' ')) {
                return Err(TokenError::Claim("scp"));
            }
        }
        let lists = self.scope.as_ref().map_or(&*listed, slice::from_ref);
        let scopes = lists.iter().flat_map(|list| list.split(' ')).filter(|scope| !scope.is_empty());
        Ok(scopes.fold(identity, IdentityBuilder::scope))
    }
}

/// SECURITY: a token that its issuer made for another purpose and that has the same issuer, subject and key: an ID token, a
/// refresh token, a logout token (RFC 8725 §3.12).
fn other_kind(name: &str, value: &Value) -> Result<(), TokenError> {
    match name {
        "at_hash" => Err(TokenError::NotAccess("at_hash")),
        "c_hash" => Err(TokenError::NotAccess("c_hash")),
        "events" => Err(TokenError::NotAccess("events")),
        "nonce" => Err(TokenError::NotAccess("nonce")),
        "s_hash" => Err(TokenError::NotAccess("s_hash")),
        "token_use" if value != "access" => Err(TokenError::NotAccess("token_use")),
        "typ" if value != "Bearer" => Err(TokenError::NotAccess("typ")),
        _ => Ok(()),
    }
}

/// Adds what the pointers lead to. An empty text grants nothing: no rule can ask for it.
fn granted(
    mut identity: IdentityBuilder,
    claims: &Map<String, Value>,
    pointers: &[Pointer],
    kind: &'static str,
    grant: fn(IdentityBuilder, &str) -> IdentityBuilder,
) -> Result<IdentityBuilder, TokenError> {
    for pointer in pointers {
        let Some(value) = pointer.follow(claims).map_err(|_| TokenError::Grants(kind))? else { continue };
        identity = texts(
            value,
            identity,
            |identity, text| {
                if text.is_empty() { identity } else { grant(identity, text) }
            },
        )
        .ok_or(TokenError::Grants(kind))?;
    }
    Ok(identity)
}

/// Folds a text, or each text of a list of nothing but texts, into `start`; `None` for everything else.
fn texts<'c, T>(value: &'c Value, start: T, mut fold: impl FnMut(T, &'c str) -> T) -> Option<T> {
    if let Value::Array(list) = value {
        list.iter().try_fold(start, |so_far, element| Some(fold(so_far, element.as_str()?)))
    } else {
        Some(fold(start, value.as_str()?))
    }
}

fn with<'c>(mut list: Vec<&'c str>, text: &'c str) -> Vec<&'c str> {
    list.push(text);
    list
}

fn text<'c>(name: &'static str, value: &'c Value) -> Result<&'c str, TokenError> {
    value.as_str().ok_or(TokenError::Claim(name))
}

/// A `NumericDate`: any JSON number, with a fraction too (RFC 7519 §2). What no [`Timestamp`] can say is the nearest that one
/// can, so nothing overflows.
fn date(name: &'static str, value: &Value, round: fn(f64) -> f64) -> Result<Timestamp, TokenError> {
    let Value::Number(number) = value else { return Err(TokenError::Claim(name)) };
    if let Some(seconds) = number.as_i64() {
        return Ok(Timestamp::from_secs(seconds));
    }
    let seconds = number.as_f64().filter(|seconds| seconds.is_finite()).ok_or(TokenError::Claim(name))?;
    #[expect(clippy::cast_possible_truncation, reason = "it was rounded, and the cast saturates")]
    Ok(Timestamp::from_secs(round(seconds) as i64))
}
