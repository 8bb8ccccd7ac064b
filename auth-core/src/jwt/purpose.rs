//! Purpose of a token: rejects those that a claim identifies as refresh, ID or logout tokens.

use super::mismatch::{Mismatch, shown};
use crate::jwt::json::claim_value::ClaimValue;
use crate::jwt::token_error::TokenError;

/// The kinds of tokens that are no access tokens, in lower case and without separators.
const OTHER_KINDS: [&str; 10] = [
    "id",
    "identitytoken",
    "idtoken",
    "logout",
    "logouttoken",
    "offline",
    "offlineaccess",
    "offlinetoken",
    "refresh",
    "refreshtoken",
];

/// The prefixes of a kind, without separators.
const PREFIXES: [&str; 3] = ["", "application", "urnietfparamsoauthtokentype"];

/// The suffixes of a kind.
const SUFFIXES: [&str; 2] = ["", "jwt"];

/// The expectation for claims of ID tokens and logout tokens.
const NO_CLAIM: &str = "no such claim";
/// The expectation for a private claim.
const NO_OTHER_KIND: &str = "a string that names no refresh, ID or logout token";

/// Checks one claim.
///
/// Issuers use `type`, `token_type` and `tokenName` for other purposes, too. They reject the token
/// only if the value names a refresh, ID or logout token, in any case and with any separators. A
/// value that is no string is rejected, because it may be a code for one of them.
///
/// SECURITY: an issuer signs tokens for other purposes with the same subject and key. An ID token
/// or a refresh token, used as an access token, gives its holder more access (RFC 8725 §3.12).
pub(crate) fn check(name: &str, value: &ClaimValue<'_>) -> Result<(), TokenError> {
    let is = |expected: &str| matches!(value, ClaimValue::String(text) if text == expected);
    let is_other_kind = || !matches!(value, ClaimValue::String(text) if !names_other_kind(text));
    let (claim, expected) = match name {
        "at_hash" => ("at_hash", NO_CLAIM),
        "c_hash" => ("c_hash", NO_CLAIM),
        "events" => ("events", NO_CLAIM),
        "nonce" => ("nonce", NO_CLAIM),
        "s_hash" => ("s_hash", NO_CLAIM),
        "tokenName" if is_other_kind() => ("tokenName", NO_OTHER_KIND),
        "token_type" if is_other_kind() => ("token_type", NO_OTHER_KIND),
        "token_use" if !is("access") => ("token_use", "`access`"),
        "typ" if !is("Bearer") => ("typ", "`Bearer`"),
        "type" if is_other_kind() => ("type", NO_OTHER_KIND),
        _ => return Ok(()),
    };
    let found = match value {
        // SECURITY: a nonce or a hash is a secret of the login. The log does not contain it.
        _ if expected == NO_CLAIM => "one".to_owned(),
        ClaimValue::String(text) => shown([&**text]),
        _ => "a value that is no string".to_owned(),
    };
    Err(TokenError::NotAccess(Box::new(Mismatch::new(claim, expected, found))))
}

/// Returns `true` if `text` names one of [`OTHER_KINDS`], alone, as a media type (`logout+jwt`) or
/// as a URN (RFC 8693 §3).
fn names_other_kind(text: &str) -> bool {
    let letters =
        || text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase);
    OTHER_KINDS.iter().any(|kind| {
        PREFIXES.iter().any(|prefix| {
            SUFFIXES.iter().any(|suffix| {
                [*prefix, *kind, *suffix].iter().flat_map(|part| part.chars()).eq(letters())
            })
        })
    })
}
