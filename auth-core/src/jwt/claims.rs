//! What a verified token says: its claims, judged by type and value, and the identity that follows from them.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};

use super::json::{self, Fault, Place, Text};
use super::mismatch::{Mismatch, shown};
use super::purpose;
use crate::identity::Identity;
use crate::identity::grants::{Grants, StringList};
use crate::jwt::grants::Granting;
use crate::jwt::grants::places::Places;
use crate::jwt::grants::pointer::JsonPath;
use crate::jwt::json::claim_value::ClaimValue;
use crate::jwt::json::read::Glance;
use crate::jwt::json::skip::{Names, Skim};
use crate::jwt::token_error::TokenError;
use crate::jwt::validity::Verified;
use crate::time::Timestamp;

/// The last second of the year 9999: what lies beyond is in milliseconds or a mistake.
const MAX_EXPIRY: Timestamp = Timestamp::from_secs(253_402_300_799);

/// What claims have to say, and where they say more.
#[derive(Debug)]
pub(crate) struct Expected {
    pub(crate) issuer: Arc<str>,
    pub(crate) audiences: Vec<Box<str>>,
    /// How long a token holds after it was issued, whatever it says.
    pub(crate) max_lifetime: Option<Duration>,
    pub(crate) places: Places,
    /// Whether only access tokens of RFC 9068 are taken.
    pub(crate) strict_profile: bool,
}

impl Expected {
    /// Reads the claims of a token whose signature is verified. Times are read here and judged by [`Verified`].
    pub(crate) fn read(&self, json: String) -> Result<Verified, TokenError> {
        let fault = Cell::new(Fault::Syntax);
        let reader = Reader { expected: self, place: Place::outermost(&fault) };
        let known = json::read(&json, reader).map_err(|_| match fault.get() {
            Fault::Duplicate => TokenError::Duplicate,
            Fault::Nesting => TokenError::Nesting,
            Fault::Syntax => TokenError::Claims,
        })??;
        let expires_at = self.end(&known)?;
        let scopes = known.scopes();
        let subject = known.subject.ok_or(TokenError::MissingClaim("sub"))?;
        // SECURITY: the key is the issuer's, but one key may sign for several of its names (RFC 8725 §3.8).
        let issuer = known.issuer.ok_or(TokenError::MissingClaim("iss"))?;
        if issuer != *self.issuer {
            return Err(TokenError::Issuer(Box::new(Mismatch::new(
                "iss",
                shown([&*self.issuer]),
                shown([&*issuer]),
            ))));
        }
        // SECURITY: a token for another service, replayed here by that service (RFC 8725 §3.9).
        known.audience.ok_or(TokenError::MissingClaim("aud"))??;
        let mut identity =
            Identity::builder(Arc::clone(&self.issuer), subject).expires_at(expires_at);
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
        identity = identity.grants(Grants { scopes, ..known.grants });
        let (not_before, issued_at) = (known.not_before, known.issued_at);
        let identity = identity.claims_text(json).build().map_err(|_| TokenError::Claims)?;
        self.places.look(&self.issuer);
        Ok(Verified { identity, expires_at, not_before, issued_at })
    }

    /// When a token ends: at its `exp`, or when it is too old.
    fn end(&self, known: &Known<'_>) -> Result<Timestamp, TokenError> {
        let end = known.expires_at.ok_or(TokenError::MissingClaim("exp"))?;
        if self.strict_profile {
            known.has_client_id.then_some(()).ok_or(TokenError::MissingClaim("client_id"))?;
            known.token_id.as_ref().ok_or(TokenError::MissingClaim("jti"))?;
            known.issued_at.ok_or(TokenError::MissingClaim("iat"))?;
        }
        let Some(max_lifetime) = self.max_lifetime else { return Ok(end) };
        // SECURITY: a stolen token that its issuer made to last for years is worth as much as a password.
        let issued_at = known.issued_in.ok_or(TokenError::MissingClaim("iat"))?;
        Ok(end.min(issued_at.saturating_add(max_lifetime)))
    }

    /// Whether an `aud` names one of the audiences: a text, or a list of nothing but texts.
    fn is_for_us(&self, audience: &ClaimValue<'_>) -> Result<Result<(), TokenError>, TokenError> {
        let is_ours = |audience: &str| self.audiences.iter().any(|ours| **ours == *audience);
        let found = match audience {
            ClaimValue::Text(audience) if is_ours(audience) => return Ok(Ok(())),
            ClaimValue::StringList(audiences) if audiences.iter().any(is_ours) => {
                return Ok(Ok(()));
            }
            ClaimValue::Text(audience) => shown([&**audience]),
            ClaimValue::StringList(audiences) if !audiences.is_empty() => shown(audiences.iter()),
            _ => return Err(TokenError::Claim("aud")),
        };
        let expected = shown(self.audiences.iter().map(|audience| &**audience));
        Ok(Err(TokenError::Audience(Box::new(Mismatch::new("aud", expected, found)))))
    }
}

/// The claims that this crate knows, each of its type, and what the pointers lead to.
#[derive(Default)]
struct Known<'c> {
    acr: Option<Cow<'c, str>>,
    /// Whether `aud` names one of the audiences. Of a token of another issuer that is told first.
    audience: Option<Result<(), TokenError>>,
    auth_time: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    grants: Grants,
    has_client_id: bool,
    issued_at: Option<Timestamp>,
    /// The second in which it was issued.
    issued_in: Option<Timestamp>,
    issuer: Option<Cow<'c, str>>,
    not_before: Option<Timestamp>,
    scope: Option<Cow<'c, str>>,
    scp: StringList,
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
        let mut granting = Granting::new(&self.expected.places);
        let mut refusal = None;
        while let Some(Text(name)) = members.next_key()? {
            let way = JsonPath::to(&name);
            let mut taken = Ok(());
            if is_known(&name) || granting.asks_for(&way) {
                let glance = Glance { place, way: &way, granting: &mut granting };
                taken = known.take(&name, members.next_value_seed(glance)?, self.expected);
            } else {
                members.next_value_seed(Skim(place))?;
            }
            names.add(name, place)?;
            // The text is read to its end all the same: a duplicate behind this member refuses the token, too.
            refusal = refusal.or(taken.err());
        }
        known.grants = granting.grants;
        Ok(refusal.or(granting.refusal).map_or(Ok(known), Err))
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
            | "tokenName"
            | "token_type"
            | "token_use"
            | "typ"
            | "type"
    )
}

impl<'c> Known<'c> {
    /// SECURITY: a claim of the wrong type refuses the token and never counts as absent, or `"nbf": null` would switch a check
    /// off (RFC 7519 §7.2).
    fn take(
        &mut self,
        name: &str,
        value: ClaimValue<'c>,
        expected: &Expected,
    ) -> Result<(), TokenError> {
        match name {
            "acr" => self.acr = Some(text("acr", value)?),
            "aud" => self.audience = Some(expected.is_for_us(&value)?),
            "auth_time" => self.auth_time = Some(date("auth_time", &value, f64::floor)?),
            "azp" => _ = text("azp", value)?,
            "client_id" => self.has_client_id = text("client_id", value).map(|_| true)?,
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
            name => purpose::check(name, &value)?,
        }
        Ok(())
    }

    /// The scopes of `scope`, or of `scp` where there is none, cut at U+0020 alone (RFC 6749 §3.3).
    fn scopes(&self) -> StringList {
        let Some(list) = &self.scope else {
            let mut scopes = StringList::default();
            scopes.extend(&self.scp);
            return scopes;
        };
        split(list)
    }
}

fn text<'c>(name: &'static str, value: ClaimValue<'c>) -> Result<Cow<'c, str>, TokenError> {
    match value {
        ClaimValue::Text(text) => Ok(text),
        ClaimValue::Number(_)
        | ClaimValue::Object
        | ClaimValue::Other
        | ClaimValue::StringList(_) => Err(TokenError::Claim(name)),
    }
}

fn not_empty(subject: Cow<'_, str>) -> Result<Cow<'_, str>, TokenError> {
    if subject.is_empty() { Err(TokenError::Claim("sub")) } else { Ok(subject) }
}

/// A list of scopes as text, or a list with one element for each.
fn scp(value: ClaimValue<'_>) -> Result<StringList, TokenError> {
    match value {
        ClaimValue::Text(list) => Ok(split(&list)),
        // No scope holds a space: whoever wrote such an element meant something else.
        ClaimValue::StringList(texts) if texts.iter().all(|scope| !scope.contains(' ')) => {
            Ok(texts)
        }
        _ => Err(TokenError::Claim("scp")),
    }
}

fn split(list: &str) -> StringList {
    let scopes = || list.split(' ').filter(|scope| !scope.is_empty());
    let mut texts = StringList::with_capacity(scopes().count(), list.len());
    scopes().for_each(|scope| texts.push(scope));
    texts
}

fn expiry(value: &ClaimValue<'_>) -> Result<Timestamp, TokenError> {
    let expiry = date("exp", value, f64::floor)?;
    if expiry > MAX_EXPIRY { Err(TokenError::Claim("exp")) } else { Ok(expiry) }
}

/// A `NumericDate`: any JSON number, with a fraction too (RFC 7519 §2). What no [`Timestamp`] can say is the nearest that one
/// can, so nothing overflows.
fn date(
    name: &'static str,
    value: &ClaimValue<'_>,
    round: fn(f64) -> f64,
) -> Result<Timestamp, TokenError> {
    let ClaimValue::Number(number) = value else { return Err(TokenError::Claim(name)) };
    if let Some(seconds) = number.as_i64() {
        return Ok(Timestamp::from_secs(seconds));
    }
    let seconds =
        number.as_f64().filter(|seconds| seconds.is_finite()).ok_or(TokenError::Claim(name))?;
    #[expect(clippy::cast_possible_truncation, reason = "it was rounded, and the cast saturates")]
    Ok(Timestamp::from_secs(round(seconds) as i64))
}
