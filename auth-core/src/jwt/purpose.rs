//! Whether a claim shows that its token was made for something else than access.

use super::mismatch::{Mismatch, shown};
use crate::jwt::json::claim_value::ClaimValue;
use crate::jwt::token_error::TokenError;

/// The kinds of tokens that are no access tokens, without separators and in lower case.
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

/// What may stand before a kind, without separators.
const BEFORE: [&str; 3] = ["", "application", "urnietfparamsoauthtokentype"];

/// What may stand after a kind.
const AFTER: [&str; 2] = ["", "jwt"];

/// What the claims of ID tokens and logout tokens are expected to be.
const NO_CLAIM: &str = "no such claim";
/// What a private claim is expected to be.
const NO_OTHER_KIND: &str = "a text that names no refresh, ID or logout token";

/// Checks one claim.
///
/// `type`, `token_type` and `tokenName` are names of private claims too. Only a value that names a
/// refresh token, an ID token or a logout token refuses, in any case and with any separators. A
/// value that is no text could stand for one of them, and refuses.
///
/// SECURITY: an issuer makes tokens for other purposes with the same issuer, subject and key. An ID
/// token or a refresh token that is taken for an access token gives its holder more than was
/// granted (RFC 8725 §3.12).
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
        // SECURITY: a nonce or a hash is a secret of the login; that it is there says enough.
        _ if expected == NO_CLAIM => "one".to_owned(),
        ClaimValue::String(text) => shown([&**text]),
        _ => "a value that is no text".to_owned(),
    };
    Err(TokenError::NotAccess(Box::new(Mismatch::new(claim, expected, found))))
}

/// Returns whether `text` names one of [`OTHER_KINDS`], alone, as a media type (`logout+jwt`) or as
/// a URN (RFC 8693 §3).
fn names_other_kind(text: &str) -> bool {
    let letters =
        || text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase);
    OTHER_KINDS.iter().any(|kind| {
        BEFORE.iter().any(|before| {
            AFTER.iter().any(|after| {
                [*before, *kind, *after].iter().flat_map(|part| part.chars()).eq(letters())
            })
        })
    })
}
