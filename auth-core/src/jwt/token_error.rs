//! Reasons for rejecting a token. They are logged, so they contain no text of unverified tokens.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::mismatch::Mismatch;
use crate::authn::AuthenticationError;
use crate::time::Timestamp;

/// The reason for rejecting a token.
///
/// It is safe to log. It contains no text of a token without a valid signature. Of a verified
/// token, it contains the times, and an unexpected issuer, audience, type or required claim.
///
/// ```
/// use auth_core::jwt::TokenError;
///
/// assert_eq!(TokenError::MissingClaim("exp").to_string(), "the token has no claim `exp`");
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum TokenError {
    /// The header's `alg` is not the algorithm of the key.
    Algorithm,
    /// The `aud` of the token names none of the audiences.
    Audience(Box<Mismatch>),
    /// The token is bound to a key of its holder (`cnf`) and was presented without proof.
    Bound,
    /// The claim of that name has the wrong JSON type, is empty, or is out of range.
    Claim(&'static str),
    /// The claims are not one strict JSON object.
    Claims,
    /// The header requires an extension (`crit`, `b64`). None is supported.
    Critical,
    /// An object in the header or the claims has a duplicate member.
    Duplicate,
    /// A segment is not canonical base64url.
    Encoding,
    /// The token is encrypted.
    Encrypted,
    /// The token has expired.
    #[non_exhaustive]
    Expired {
        /// The end of the token: its `exp`, or the end of its maximum lifetime.
        end: Timestamp,
        /// The time at which it was presented.
        now: Timestamp,
    },
    /// The token does not have three segments.
    Form,
    /// The value at a place of roles, permissions or groups is neither a string nor a list of
    /// strings.
    Grants(&'static str),
    /// The header is not one strict JSON object with members of the right types.
    Header,
    /// The token was issued in the future.
    #[non_exhaustive]
    IssuedInFuture {
        /// Its `iat`.
        issued: Timestamp,
        /// The time at which it was presented.
        now: Timestamp,
    },
    /// The `iss` of the token is another issuer.
    Issuer(Box<Mismatch>),
    /// The header's `kid` names none of the keys, or it is missing and there are several keys.
    /// Contains the ids of the keys, for logs.
    KeyId(Arc<str>),
    /// The keys of the issuer are not available now, or the token may be signed with a key that is
    /// not fetched yet. This is no statement about the token.
    #[non_exhaustive]
    KeysUnavailable {
        /// The delay after which the token may be presented again.
        retry_after: Duration,
    },
    /// The claim of that name is missing.
    MissingClaim(&'static str),
    /// Objects and arrays are nested too deep.
    Nesting,
    /// A claim identifies the token as no access token: for example as an ID token.
    NotAccess(Box<Mismatch>),
    /// The token is not valid yet.
    #[non_exhaustive]
    NotYetValid {
        /// The start of the token: its `nbf`.
        start: Timestamp,
        /// The time at which it was presented.
        now: Timestamp,
    },
    /// A claim has another value than [`require_claim`](super::JwtBuilder::require_claim) names.
    RequiredClaim(Box<Mismatch>),
    /// The signature does not verify with the key.
    Signature,
    /// The token is too long.
    TooLong,
    /// The header identifies another type of token (`typ`, `cty`).
    Type,
}

impl TokenError {
    /// Returns the setting that accepts such tokens, after a colon, if one does.
    fn advice(&self) -> &'static str {
        match self {
            Self::Claim("sub") => ": if another claim names the caller, call `subject`",
            Self::MissingClaim("aud") => {
                ": if the issuer names the client elsewhere, call `audience_claim`"
            }
            Self::MissingClaim("sub") => {
                ": let the issuer write it, or call `subject` with another stable id"
            }
            Self::NotAccess(wrong)
                if matches!(wrong.claim(), "at_hash" | "c_hash" | "nonce" | "s_hash") =>
            {
                ": to accept ID tokens, call `id_tokens`"
            }
            _ => "",
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Algorithm => {
                "the token's algorithm is not that of the key: if the issuer's RSA keys name no \
                `alg`, call `algorithm`"
            }
            Self::Audience(wrong) => {
                return write!(f, "the token is meant for another audience: {wrong}");
            }
            Self::Bound => "the token is bound to a key and was presented without proof of it",
            Self::Claim(name) => {
                let advice = self.advice();
                return write!(
                    f,
                    "the token's claim `{name}` has the wrong type, is empty or is out of \
                    range{advice}"
                );
            }
            Self::Claims => "the token's claims are not one strict JSON object",
            Self::Critical => "the token requires an extension with `crit` or `b64`",
            Self::Duplicate => "the token has a header parameter or a claim twice",
            Self::Encoding => "the token is not canonical base64url",
            Self::Encrypted => "the token is encrypted",
            Self::Expired { end, now } => {
                let (end, now) = (end.as_secs(), now.as_secs());
                let late = now.abs_diff(end);
                return write!(
                    f,
                    "the token has expired: it ended {late} s ago, at {end}; now is {now}"
                );
            }
            Self::Form => "the token does not have three segments",
            Self::Grants(kind) => {
                return write!(
                    f,
                    "the token's {kind} have another type than their place: `Claim::keys` reads \
                    an object, `Claim::split` one string with several, and a string as place \
                    reads one or a list of strings"
                );
            }
            Self::Header => "the token's header is not one strict JSON object of the right members",
            Self::IssuedInFuture { issued, now } => {
                let (issued, now) = (issued.as_secs(), now.as_secs());
                let early = issued.abs_diff(now);
                return write!(
                    f,
                    "the token was issued in the future: `iat` is {issued}, in {early} s; now is \
                    {now}: synchronise the clocks"
                );
            }
            Self::Issuer(wrong) => return write!(f, "the token is of another issuer: {wrong}"),
            Self::KeyId(known) => {
                return write!(
                    f,
                    "the token names none of the known keys ({known}): compare its `kid` with the \
                    key set of the issuer; `replace_keys` changes configured keys"
                );
            }
            Self::KeysUnavailable { retry_after } => {
                return write!(
                    f,
                    "the token cannot be verified now, for lack of fetched keys: try again in {} s",
                    retry_after.as_secs().max(1)
                );
            }
            Self::MissingClaim(name) => {
                return write!(f, "the token has no claim `{name}`{}", self.advice());
            }
            Self::Nesting => "the token's header or claims are nested too deep",
            Self::NotAccess(wrong) => {
                let (claim, advice) = (wrong.claim(), self.advice());
                return write!(
                    f,
                    "the token is no access token, as its claim `{claim}` tells: {wrong}{advice}"
                );
            }
            Self::NotYetValid { start, now } => {
                let (start, now) = (start.as_secs(), now.as_secs());
                let early = start.abs_diff(now);
                return write!(
                    f,
                    "the token is not valid yet: it starts in {early} s, at {start}; now is {now}"
                );
            }
            Self::RequiredClaim(wrong) => {
                let claim = wrong.claim();
                return write!(f, "the token's claim `{claim}` has another value: {wrong}");
            }
            Self::Signature => "the token's signature is wrong",
            Self::TooLong => "the token is too long",
            Self::Type => {
                "the token is of another type, as its header tells: expected the `typ` `at+jwt`, \
                or, without `strict_profile`, `JWT` or none, and no `cty`"
            }
        })
    }
}

impl std::error::Error for TokenError {}

impl From<TokenError> for AuthenticationError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Expired { end, now } => Self::ExpiredAt { end, now },
            TokenError::KeysUnavailable { retry_after } => {
                Self::unavailable_for(retry_after, error)
            }
            _ => Self::invalid(error),
        }
    }
}
