//! What a verified token says: its claims, judged by type and value, and the identity that follows from them.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::glance::{Glance, Seen};
use super::json::{self, Fault, Keep, Place, Text};
use super::pointer::Pointer;
use super::refusal::TokenError;
use super::skim::{Names, Skim};
use super::verified::Verified;
use crate::identity::{Identity, IdentityBuilder};
use crate::timestamp::Timestamp;

/// The last second of the year 9999: what lies beyond is in milliseconds or a mistake.
const MAX_EXPIRY: Timestamp = Timestamp::from_secs(253_402_300_799);

/// What claims have to say, and where they say more.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) issuer: Arc<str>,
    pub(super) audiences: Vec<Box<str>>,
    pub(super) roles: Vec<Pointer>,
    pub(super) permissions: Vec<Pointer>,
    pub(super) groups: Vec<Pointer>,
}

impl Expected {
    /// Reads the claims of a token whose signature is verified. Times are read here and judged by [`Verified`].
    pub(super) fn read(&self, json: String) -> Result<Verified, TokenError> {
        let fault = Cell::new(Fault::Syntax);
        let reader = Reader { expected: self, place: Place::outermost(&fault) };
        let known = json::read(&json, reader).map_err(|_| match fault.get() {
            Fault::Duplicate => TokenError::Duplicate,
            Fault::Nesting => TokenError::Nesting,
            Fault::Syntax => TokenError::Claims,
        })??;
        let expires_at = known.expires_at.ok_or(TokenError::MissingClaim("exp"))?;
        let subject = known.subject.ok_or(TokenError::MissingClaim("sub"))?;
        // SECURITY: the key is the issuer's, but one key may sign for several of its names (RFC 8725 §3.8).
        if known.issuer.ok_or(TokenError::MissingClaim("iss"))? != *self.issuer {
            return Err(TokenError::Issuer);
        }
        // SECURITY: a token for another service, replayed here by that service (RFC 8725 §3.9).
        if !known.is_for_us.ok_or(TokenError::MissingClaim("aud"))? {
            return Err(TokenError::Audience);
        }
        let mut identity = Identity::builder(Arc::clone(&self.issuer), subject).expires_at(expires_at);
        if let Some(acr) = known.acr {
            identity = identity.acr(acr);
        }
        if let Some(auth_time) = known.auth_time {
            identity = identity.auth_time(auth_time);
        }
        if let Some(issued_in) = known.issued_in {
            identity = identity.issued_at(issued_in);
        }
        if let Some(token_id) = known.token_id {
            identity = identity.token_id(token_id);
        }
        // The scopes of `scope`, or of `scp` where there is none, cut at U+0020 alone (RFC 6749 §3.3).
        for list in known.scope.as_ref().map_or(&*known.scp, std::slice::from_ref) {
            identity =
                list.split(' ').filter(|scope| !scope.is_empty()).fold(identity, IdentityBuilder::scope);
        }
        for (kind, grant) in known.grants {
            // An empty text grants nothing: no rule can ask for it.
            if !grant.is_empty() {
                identity = kind.add(identity, grant);
            }
        }
        let (not_before, issued_at) = (known.not_before, known.issued_at);
        let identity = identity.claims_text(json).build().map_err(|_| TokenError::Claims)?;
        Ok(Verified { identity, expires_at, not_before, issued_at })
    }

    fn pointers(&self) -> impl Iterator<Item = (Granted, &Pointer)> {
        let roles = self.roles.iter().map(|pointer| (Granted::Roles, pointer));
        let permissions = self.permissions.iter().map(|pointer| (Granted::Permissions, pointer));
        let groups = self.groups.iter().map(|pointer| (Granted::Groups, pointer));
        roles.chain(permissions).chain(groups)
    }

    /// Whether an `aud` names one of the audiences: a text, or a list of nothing but texts.
    fn is_for_us(&self, audience: &Seen<'_>) -> Result<bool, TokenError> {
        let audiences = audience.texts().filter(|texts| !texts.is_empty()).ok_or(TokenError::Claim("aud"))?;
        Ok(audiences.iter().any(|audience| self.audiences.iter().any(|ours| **ours == **audience)))
    }
}

/// What a pointer's claim grants.
#[derive(Clone, Copy)]
enum Granted {
    Groups,
    Permissions,
    Roles,
}

impl Granted {
    fn name(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::Permissions => "permissions",
            Self::Roles => "roles",
        }
    }

    fn add(self, identity: IdentityBuilder, grant: Box<str>) -> IdentityBuilder {
        match self {
            Self::Groups => identity.group(grant),
            Self::Permissions => identity.permission(grant),
            Self::Roles => identity.role(grant),
        }
    }
}

/// The claims that this crate knows, each of its type, and what the pointers lead to.
#[derive(Default)]
struct Known<'c> {
    acr: Option<Cow<'c, str>>,
    auth_time: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    grants: Vec<(Granted, Box<str>)>,
    is_for_us: Option<bool>,
    issued_at: Option<Timestamp>,
    /// The second in which it was issued.
    issued_in: Option<Timestamp>,
    issuer: Option<Cow<'c, str>>,
    not_before: Option<Timestamp>,
    scope: Option<Cow<'c, str>>,
    scp: Vec<Cow<'c, str>>,
    subject: Option<Cow<'c, str>>,
    token_id: Option<Cow<'c, str>>,
}

/// Reads the members of the claims that matter, and looks through the others.
struct Reader<'f> {
    expected: &'f Expected,
    place: Place<'f>,
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Result<Known<'de>, TokenError>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Result<Known<'de>, TokenError>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let place = self.place.inside()?;
        let mut names = Names::default();
        let mut known = Known::default();
        let mut refusal = None;
        while let Some(Text(name)) = members.next_key()? {
            let pointers = || self.expected.pointers().filter(|(_, pointer)| pointer.first() == name);
            let mut taken = Ok(());
            if pointers().any(|(_, pointer)| !pointer.is_flat()) {
                let value = members.next_value_seed(Keep(place))?;
                taken = pointers().try_for_each(|(kind, pointer)| known.follow(kind, pointer, &value));
                taken = taken.and_then(|()| known.take(&name, Seen::of(&value), self.expected));
            } else if is_known(&name) || pointers().next().is_some() {
                let seen = members.next_value_seed(Glance(place))?;
                taken = pointers().try_for_each(|(kind, _)| known.grant(kind, &seen));
                taken = taken.and_then(|()| known.take(&name, seen, self.expected));
            } else {
                members.next_value_seed(Skim(place))?;
            }
            names.add(name, place)?;
            // The text is read to its end all the same: a duplicate behind this member refuses the token, too.
            refusal = refusal.or(taken.err());
        }
        Ok(refusal.map_or(Ok(known), Err))
    }
}

/// The names of the claims that [`Known::take`] looks at.
fn is_known(name: &str) -> bool {
    matches!(
        name,
        "acr"
            | "at_hash"
            | "aud"
            | "auth_time"
            | "azp"
            | "c_hash"
            | "client_id"
            | "cnf"
            | "events"
            | "exp"
            | "iat"
            | "iss"
            | "jti"
            | "nbf"
            | "nonce"
            | "s_hash"
            | "scope"
            | "scp"
            | "sub"
            | "token_use"
            | "typ"
    )
}

impl<'c> Known<'c> {
    /// SECURITY: a claim of the wrong type refuses the token and never counts as absent, or `"nbf": null` would switch a check
    /// off (RFC 7519 §7.2).
    fn take(&mut self, name: &str, value: Seen<'c>, expected: &Expected) -> Result<(), TokenError> {
        match name {
            "acr" => self.acr = Some(text("acr", value)?),
            "aud" => self.is_for_us = Some(expected.is_for_us(&value)?),
            "auth_time" => self.auth_time = Some(date("auth_time", &value, f64::floor)?),
            "azp" => _ = text("azp", value)?,
            "client_id" => _ = text("client_id", value)?,
            // SECURITY: stolen, a bound token is worthless only if nobody takes it as a bearer token (RFC 9449 §7.2).
            "cnf" => return Err(TokenError::Bound),
            // Rounded to the side that refuses: a second is refused unless all of it lies within.
            "exp" => self.expires_at = Some(expiry(&value)?),
            "iat" => {
                self.issued_at = Some(date("iat", &value, f64::ceil)?);
                self.issued_in = Some(date("iat", &value, f64::floor)?);
            }
            "iss" => self.issuer = Some(text("iss", value)?),
            "jti" => self.token_id = Some(text("jti", value)?),
            "nbf" => self.not_before = Some(date("nbf", &value, f64::ceil)?),
            "scope" => self.scope = Some(text("scope", value)?),
            "scp" => self.scp = scp(value)?,
            "sub" => self.subject = Some(text("sub", value).and_then(not_empty)?),
            name => other_kind(name, &value)?,
        }
        Ok(())
    }

    /// Grants what stands at the end of `pointer` inside of `value`.
    fn follow(&mut self, kind: Granted, pointer: &Pointer, value: &Value) -> Result<(), TokenError> {
        match pointer.follow(value).map_err(|_| TokenError::Grants(kind.name()))? {
            Some(value) => self.grant(kind, &Seen::of(value)),
            None => Ok(()),
        }
    }

    /// Grants a text, or each text of a list of nothing but texts.
    fn grant(&mut self, kind: Granted, value: &Seen<'_>) -> Result<(), TokenError> {
        let texts = value.texts().ok_or(TokenError::Grants(kind.name()))?;
        self.grants.extend(texts.iter().map(|text| (kind, text.as_ref().into())));
        Ok(())
    }
}

/// SECURITY: a token that its issuer made for another purpose and that has the same issuer, subject and key: an ID token, a
/// refresh token, a logout token (RFC 8725 §3.12).
fn other_kind(name: &str, value: &Seen<'_>) -> Result<(), TokenError> {
    let is = |expected: &str| matches!(value, Seen::Text(text) if text == expected);
    match name {
        "at_hash" => Err(TokenError::NotAccess("at_hash")),
        "c_hash" => Err(TokenError::NotAccess("c_hash")),
        "events" => Err(TokenError::NotAccess("events")),
        "nonce" => Err(TokenError::NotAccess("nonce")),
        "s_hash" => Err(TokenError::NotAccess("s_hash")),
        "token_use" if !is("access") => Err(TokenError::NotAccess("token_use")),
        "typ" if !is("Bearer") => Err(TokenError::NotAccess("typ")),
        _ => Ok(()),
    }
}

fn text<'c>(name: &'static str, value: Seen<'c>) -> Result<Cow<'c, str>, TokenError> {
    match value {
        Seen::Text(text) => Ok(text),
        Seen::Number(_) | Seen::Other | Seen::Texts(_) => Err(TokenError::Claim(name)),
    }
}

fn not_empty(subject: Cow<'_, str>) -> Result<Cow<'_, str>, TokenError> {
    if subject.is_empty() { Err(TokenError::Claim("sub")) } else { Ok(subject) }
}

/// A list of scopes as text, or a list with one element for each.
fn scp(value: Seen<'_>) -> Result<Vec<Cow<'_, str>>, TokenError> {
    match value {
        Seen::Text(list) => Ok(vec![list]),
        // No scope holds a space: whoever wrote such an element meant something else.
        Seen::Texts(texts) if texts.iter().all(|scope| !scope.contains(' ')) => Ok(texts),
        Seen::Number(_) | Seen::Other | Seen::Texts(_) => Err(TokenError::Claim("scp")),
    }
}

fn expiry(value: &Seen<'_>) -> Result<Timestamp, TokenError> {
    let expiry = date("exp", value, f64::floor)?;
    if expiry > MAX_EXPIRY { Err(TokenError::Claim("exp")) } else { Ok(expiry) }
}

/// A `NumericDate`: any JSON number, with a fraction too (RFC 7519 §2). What no [`Timestamp`] can say is the nearest that one
/// can, so nothing overflows.
fn date(name: &'static str, value: &Seen<'_>, round: fn(f64) -> f64) -> Result<Timestamp, TokenError> {
    let Seen::Number(number) = value else { return Err(TokenError::Claim(name)) };
    if let Some(seconds) = number.as_i64() {
        return Ok(Timestamp::from_secs(seconds));
    }
    let seconds = number.as_f64().filter(|seconds| seconds.is_finite()).ok_or(TokenError::Claim(name))?;
    #[expect(clippy::cast_possible_truncation, reason = "it was rounded, and the cast saturates")]
    Ok(Timestamp::from_secs(round(seconds) as i64))
}
