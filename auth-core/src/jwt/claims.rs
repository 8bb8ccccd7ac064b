//! Claims of a verified token: checks their types and values, and builds the identity.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use tracing::{Level, event};

use super::claim_source::ClaimSource;
use super::mismatch::{Mismatch, shown};
use super::purpose::Purpose;
use crate::authn::issuer::Issuer;
use crate::identity::Identity;
use crate::identity::grants::{Grants, StringList};
use crate::jwt::grants::places::{GrantKind, Places};
use crate::jwt::grants::pointer::JsonPath;
use crate::jwt::grants::{GrantCollector, GrantReader};
use crate::jwt::json::claim_value::ClaimValue;
use crate::jwt::json::strict::{self, Fault};
use crate::jwt::json::string::JsonString;
use crate::jwt::log_once::LogOnce;
use crate::jwt::required::RequiredClaim;
use crate::jwt::tenants::Tenants;
use crate::jwt::token_error::TokenError;
use crate::jwt::typed::{date, expiry, not_empty, scopes, string, string_or_list};
use crate::jwt::validity::VerifiedToken;
use crate::time::Timestamp;

/// Requirements on the claims of a token, and the places of grants in them.
#[derive(Debug)]
pub(crate) struct Requirements {
    pub(crate) source: ClaimSource,
    pub(crate) issuer: Issuer,
    /// The accepted tenants of an issuer that is a template.
    pub(crate) tenants: Option<Tenants>,
    pub(crate) audiences: Vec<Box<str>>,
    /// The maximum time from the `iat` of a token to its end. A later `exp` has no effect.
    pub(crate) max_lifetime: Option<Duration>,
    pub(crate) places: Places,
    /// `true` if only access tokens of RFC 9068 are accepted.
    pub(crate) strict_profile: bool,
    /// `true` if ID tokens are accepted, too.
    pub(crate) id_tokens: bool,
    pub(crate) audience_claim: &'static str,
    pub(crate) subject_claim: &'static str,
    pub(crate) token_id_claim: &'static str,
    pub(crate) required: Vec<RequiredClaim>,
    /// The log of an `auth_time` that is no number.
    pub(crate) auth_time_logged: LogOnce,
}

impl Requirements {
    /// Reads the claims of a token with a verified signature, or those in the response of an
    /// introspection endpoint. [`VerifiedToken`] checks the times.
    ///
    /// `is_access_token` is `true` if the header names an access token.
    pub(crate) fn read(
        &self,
        json: String,
        is_access_token: bool,
    ) -> Result<VerifiedToken, TokenError> {
        let visitor = ClaimsVisitor {
            requirements: self,
            purpose: Purpose::new(self.id_tokens, is_access_token),
        };
        let claims = strict::read(&json, visitor).map_err(|fault| match fault {
            Fault::Duplicate => TokenError::Duplicate,
            Fault::Nesting => TokenError::Nesting,
            Fault::Syntax => TokenError::Claims,
        })??;
        let expires_at = self.end(&claims)?;
        // `scope` is the one of the standards (RFC 9068 §2.2.3).
        let scopes = claims.scope.unwrap_or(claims.scp);
        // SECURITY: the user of a token without the subject must not pass for the client (RFC 9700
        // §4.15).
        let client = claims.client_id.filter(|client| {
            self.source.has_client_subjects()
                && !claims.has_username
                && claims.sub.as_ref().is_none_or(|sub| sub == client)
        });
        let subject =
            claims.subject.or(client).ok_or(TokenError::MissingClaim(self.subject_claim))?;
        let issuer = match claims.issuer {
            Some(issuer) => self.accepted(&issuer)?,
            None if self.source.is_response() => Arc::clone(self.issuer.text()),
            None => return Err(TokenError::MissingClaim("iss")),
        };
        // SECURITY: a service can replay here the tokens that it receives (RFC 8725 §3.9).
        if !self.source.takes_any_audience() {
            claims.audience.ok_or(TokenError::MissingClaim(self.audience_claim))??;
        }
        self.required.iter().try_for_each(|required| required.check(&json))?;
        let mut identity = Identity::builder(issuer, subject);
        if expires_at < Timestamp::MAX {
            identity = identity.expires_at(expires_at);
        }
        if let Some(acr) = claims.acr {
            identity = identity.acr(acr);
        }
        if let Some(auth_time) = claims.auth_time {
            identity = identity.auth_time(auth_time);
        }
        if let Some(issued_in) = claims.issued_in {
            identity = identity.issued_at(issued_in);
        }
        if let Some(token_id) = claims.token_id {
            identity = identity.token_id(token_id);
        }
        identity = identity.grants(Grants { scopes, ..claims.grants });
        let (not_before, issued_at) = (claims.not_before, claims.issued_at);
        let (ignored, has_odd_auth_time) = (claims.ignored, claims.has_odd_auth_time);
        let identity = identity.claims_text(json).build().map_err(|_| TokenError::Claims)?;
        self.places.report(self.issuer.text(), &ignored);
        if has_odd_auth_time && self.auth_time_logged.is_first() {
            log_odd_auth_time(self.issuer.text());
        }
        Ok(VerifiedToken { identity, expires_at, not_before, issued_at })
    }

    /// Returns `true` for a claim that a setting names.
    fn reads(&self, name: &str) -> bool {
        [self.audience_claim, self.subject_claim, self.token_id_claim].contains(&name)
    }

    /// Returns the issuer that a token names, if it is accepted.
    ///
    /// SECURITY: one key may sign for several issuers. Tokens of another one would have the
    /// subjects of this one (RFC 8725 §3.8).
    fn accepted(&self, issuer: &str) -> Result<Arc<str>, TokenError> {
        let text = self.issuer.text();
        let expected = match (&self.tenants, self.issuer.tenant(issuer)) {
            (None, _) if **text == *issuer => return Ok(Arc::clone(text)),
            (Some(tenants), Some(tenant)) if tenants.accept(tenant) => return Ok(issuer.into()),
            (None, _) => shown([&**text]),
            (Some(_), _) => format!("{} with an accepted tenant", shown([&**text])),
        };
        Err(TokenError::Issuer(Box::new(Mismatch::new("iss", expected, shown([issuer])))))
    }

    /// Returns the end of a token: its `exp`, or the end of the maximum lifetime if that is
    /// earlier.
    fn end(&self, claims: &Claims<'_>) -> Result<Timestamp, TokenError> {
        let end = match claims.expires_at {
            Some(end) => end,
            None if self.source.is_response() => Timestamp::MAX,
            None => return Err(TokenError::MissingClaim("exp")),
        };
        if self.strict_profile {
            claims.client_id.as_ref().ok_or(TokenError::MissingClaim("client_id"))?;
            claims.has_jti.then_some(()).ok_or(TokenError::MissingClaim("jti"))?;
            claims.token_id.as_ref().ok_or(TokenError::MissingClaim(self.token_id_claim))?;
            claims.issued_at.ok_or(TokenError::MissingClaim("iat"))?;
        }
        let Some(max_lifetime) = self.max_lifetime else { return Ok(end) };
        // SECURITY: a stolen token with an `exp` in many years is worth as much as a password.
        let issued_at = claims.issued_in.ok_or(TokenError::MissingClaim("iat"))?;
        Ok(end.min(issued_at.saturating_add(max_lifetime)))
    }

    /// Checks that an `aud`, a string or a list of strings, names one of the audiences.
    ///
    /// The outer error is a wrong type. The inner error is another audience.
    fn check_audience(
        &self,
        audience: &ClaimValue<'_>,
    ) -> Result<Result<(), TokenError>, TokenError> {
        let is_ours = |audience: &str| self.audiences.iter().any(|ours| **ours == *audience);
        let found = match audience {
            ClaimValue::String(audience) if is_ours(audience) => return Ok(Ok(())),
            ClaimValue::StringList(audiences) if audiences.iter().any(is_ours) => {
                return Ok(Ok(()));
            }
            ClaimValue::String(audience) => shown([&**audience]),
            ClaimValue::StringList(audiences) if audiences.is_empty() => "an empty list".to_owned(),
            ClaimValue::StringList(audiences) => shown(audiences.iter()),
            _ => return Err(TokenError::Claim(self.audience_claim)),
        };
        let expected = shown(self.audiences.iter().map(|audience| &**audience));
        Ok(Err(TokenError::Audience(Box::new(Mismatch::new(self.audience_claim, expected, found)))))
    }
}

/// The claims that this crate uses, each of the right type, and the grants at the places.
#[derive(Default)]
struct Claims<'c> {
    acr: Option<Cow<'c, str>>,
    /// The result for the audience. It is reported only if the issuer is right.
    audience: Option<Result<(), TokenError>>,
    auth_time: Option<Timestamp>,
    client_id: Option<Cow<'c, str>>,
    expires_at: Option<Timestamp>,
    grants: Grants,
    has_jti: bool,
    has_odd_auth_time: bool,
    /// `true` if a response names the user of the token (RFC 7662 §2.2).
    has_username: bool,
    /// The kinds of grants with a value of the wrong type at their default place.
    ignored: Vec<GrantKind>,
    /// `iat`, rounded up.
    issued_at: Option<Timestamp>,
    /// `iat`, rounded down.
    issued_in: Option<Timestamp>,
    issuer: Option<Cow<'c, str>>,
    not_before: Option<Timestamp>,
    scope: Option<StringList>,
    scp: StringList,
    /// `sub`, also if another claim is the subject.
    sub: Option<Cow<'c, str>>,
    subject: Option<Cow<'c, str>>,
    token_id: Option<Cow<'c, str>>,
}

/// A reader of the claims.
struct ClaimsVisitor<'r> {
    requirements: &'r Requirements,
    purpose: Purpose,
}

impl<'de> DeserializeSeed<'de> for ClaimsVisitor<'_> {
    type Value = Result<Claims<'de>, TokenError>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ClaimsVisitor<'_> {
    type Value = Result<Claims<'de>, TokenError>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut claims = Claims::default();
        let mut collector = GrantCollector::new(&self.requirements.places);
        let mut error = None;
        while let Some(JsonString(name)) = members.next_key()? {
            let path = JsonPath::to(&name);
            if is_used(&name) || self.requirements.reads(&name) || collector.needs(&path) {
                let grants = GrantReader { path: &path, collector: &mut collector };
                let value = members.next_value_seed(grants)?;
                // The rest is read after an error, too: a duplicate in it is a more general error.
                error = error.or(self.set(&mut claims, &name, value).err());
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        (claims.grants, claims.ignored) = (collector.grants, collector.ignored);
        let error = error.or(collector.error).or_else(|| self.purpose.finish().err());
        Ok(error.map_or(Ok(claims), Err))
    }
}

/// Returns `true` for the names of the claims that [`ClaimsVisitor::set`] reads.
fn is_used(name: &str) -> bool {
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
            | "username"
    )
}

impl ClaimsVisitor<'_> {
    /// Checks and stores one claim.
    ///
    /// SECURITY: `"nbf": null` would switch a check off if it counted as absent. A claim of the
    /// wrong type rejects the token (RFC 7519 §7.2). Claims that only add to the identity may be
    /// `null`.
    fn set<'c>(
        &mut self,
        claims: &mut Claims<'c>,
        name: &str,
        value: ClaimValue<'c>,
    ) -> Result<(), TokenError> {
        let requirements = self.requirements;
        if name == requirements.audience_claim {
            claims.audience = Some(requirements.check_audience(&value)?);
        }
        if name == requirements.subject_claim {
            let subject = string(requirements.subject_claim, &value)?;
            claims.subject = Some(not_empty(requirements.subject_claim, subject)?);
        }
        if name == requirements.token_id_claim && !matches!(value, ClaimValue::Null) {
            claims.token_id = Some(string(requirements.token_id_claim, &value)?);
        }
        match name {
            "acr" | "auth_time" | "azp" | "client_id" | "jti" | "scope" | "scp"
                if matches!(value, ClaimValue::Null) => {}
            "acr" => claims.acr = Some(string("acr", &value)?),
            // The standard claims have their type also where a setting names other ones.
            "aud" => string_or_list("aud", &value)?,
            // A rule with `max_age` is unmet without this time.
            "auth_time" => match date("auth_time", &value, f64::floor) {
                Ok(auth_time) => claims.auth_time = Some(auth_time),
                Err(_) => claims.has_odd_auth_time = true,
            },
            "azp" => _ = string("azp", &value)?,
            "client_id" => claims.client_id = Some(string("client_id", &value)?),
            // SECURITY: a thief could use a bound token as a bearer token (RFC 9449 §7.2).
            "cnf" => return Err(TokenError::Bound),
            // Fractions are rounded to the shorter validity.
            "exp" => claims.expires_at = Some(expiry(&value)?),
            "iat" => {
                claims.issued_at = Some(date("iat", &value, f64::ceil)?);
                claims.issued_in = Some(date("iat", &value, f64::floor)?);
            }
            "iss" => claims.issuer = Some(string("iss", &value)?),
            "jti" => claims.has_jti = string("jti", &value).map(|_| true)?,
            "nbf" => claims.not_before = Some(date("nbf", &value, f64::ceil)?),
            "scope" => claims.scope = Some(scopes("scope", value)?),
            "scp" => claims.scp = scopes("scp", value)?,
            "sub" => claims.sub = Some(string("sub", &value)?),
            "token_type" if requirements.source.is_response() => {
                ClaimSource::check_type(&value)?;
            }
            "username" if requirements.source.is_response() => {
                claims.has_username = !matches!(value, ClaimValue::Null);
            }
            name => self.purpose.check(name, &value)?,
        }
        Ok(())
    }
}

/// Logs that tokens contain an `auth_time` that is no number.
fn log_odd_auth_time(issuer: &str) {
    event!(
        target: "auth_core",
        Level::WARN,
        issuer,
        "a verified token has an `auth_time` that is no number of seconds, and counts as a token \
         without one: rules with `max_age` are unmet"
    );
}
