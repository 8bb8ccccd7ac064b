//! Purpose of a token: rejects those that a claim identifies as refresh, ID or logout tokens.

use super::mismatch::{Mismatch, shown};
use crate::jwt::json::claim_value::ClaimValue;
use crate::jwt::token_error::TokenError;

/// The kinds of tokens that no setting accepts, in lower case and without separators.
const OTHER_KINDS: [&str; 7] = [
    "logout",
    "logouttoken",
    "offline",
    "offlineaccess",
    "offlinetoken",
    "refresh",
    "refreshtoken",
];

/// The kinds of ID tokens, in lower case and without separators.
const ID_KINDS: [&str; 3] = ["id", "identitytoken", "idtoken"];

/// The prefixes of a kind, without separators.
const PREFIXES: [&str; 3] = ["", "application", "urnietfparamsoauthtokentype"];

/// The suffixes of a kind.
const SUFFIXES: [&str; 2] = ["", "jwt"];

/// The values of `typ` and `token_type` of an access token, in lower case.
pub(super) const ACCESS_TYPES: [&str; 4] = ["access", "access_token", "at+jwt", "bearer"];

/// The expectation for claims of ID tokens and logout tokens.
const NO_CLAIM: &str = "no such claim";
/// The expectation for a private claim.
const NO_OTHER_KIND: &str = "a string that names no refresh, ID or logout token";

/// The purpose of a token, as far as the claims so far tell.
#[derive(Debug)]
pub(crate) struct Purpose {
    /// `true` if ID tokens are accepted.
    id_tokens: bool,
    /// `true` if the header or a claim names an access token.
    is_access_token: bool,
    /// `true` if there is a `nonce`, which is a string.
    has_nonce: bool,
}

impl Purpose {
    /// Creates the purpose before any claim is read.
    pub(crate) fn new(id_tokens: bool, is_access_token: bool) -> Self {
        Self { id_tokens, is_access_token, has_nonce: false }
    }

    /// Checks one claim.
    ///
    /// Issuers use `type`, `token_type` and `tokenName` for other purposes, too. They reject the
    /// token only if the value names a refresh, ID or logout token, in any case and with any
    /// separators. A value that is no string is rejected, because it may be a code for one of them.
    ///
    /// SECURITY: an issuer signs tokens for other purposes with the same subject and key. An ID
    /// token or a refresh token, used as an access token, gives its holder more access (RFC 8725
    /// §3.12).
    pub(crate) fn check(&mut self, name: &str, value: &ClaimValue<'_>) -> Result<(), TokenError> {
        let text = if let ClaimValue::String(text) = value { Some(&**text) } else { None };
        let names_id = || text.is_some_and(|text| names(text, &ID_KINDS));
        let is_other_kind =
            || text.is_none_or(|text| names(text, &OTHER_KINDS)) || (!self.id_tokens && names_id());
        let is_access_type = |text: &str| {
            ACCESS_TYPES.iter().any(|access_type| access_type.eq_ignore_ascii_case(text))
        };
        let (claim, expected) = match name {
            "at_hash" if !self.id_tokens => ("at_hash", NO_CLAIM),
            "c_hash" if !self.id_tokens => ("c_hash", NO_CLAIM),
            "events" => ("events", NO_CLAIM),
            // `finish` rejects it unless the token proves to be an access token.
            "nonce" if text.is_some() => {
                self.has_nonce = true;
                return Ok(());
            }
            "nonce" => ("nonce", NO_CLAIM),
            "s_hash" if !self.id_tokens => ("s_hash", NO_CLAIM),
            "tokenName" if is_other_kind() => ("tokenName", NO_OTHER_KIND),
            "tokenName" => {
                self.is_access_token |= text == Some("access_token");
                return Ok(());
            }
            "token_type" if is_other_kind() => ("token_type", NO_OTHER_KIND),
            "token_use" if matches!(text, Some("access" | "access_token")) => {
                self.is_access_token = true;
                return Ok(());
            }
            "token_use" if !(self.id_tokens && text == Some("id")) => ("token_use", "`access`"),
            "typ" if text.is_some_and(is_access_type) => {
                self.is_access_token = true;
                return Ok(());
            }
            "typ" if !(self.id_tokens && names_id()) => ("typ", "`Bearer`"),
            "type" if is_other_kind() => ("type", NO_OTHER_KIND),
            _ => return Ok(()),
        };
        let found = match text {
            // SECURITY: a nonce or a hash is a secret of the login. The log does not contain it.
            _ if expected == NO_CLAIM => "one".to_owned(),
            Some(text) => shown([text]),
            None => "a value that is no string".to_owned(),
        };
        Err(TokenError::NotAccess(Box::new(Mismatch::new(claim, expected, found))))
    }

    /// Rejects a token with a `nonce`, unless it names itself an access token.
    ///
    /// Keycloak copied the nonce of a login into the access token until version 24. The order of
    /// the claims must not matter, so this is known at the end only.
    pub(crate) fn finish(&self) -> Result<(), TokenError> {
        if self.has_nonce && !self.id_tokens && !self.is_access_token {
            let nonce = Mismatch::new("nonce", NO_CLAIM, "one");
            return Err(TokenError::NotAccess(Box::new(nonce)));
        }
        Ok(())
    }
}

/// Returns `true` if `text` names one of `kinds`, alone, as a media type (`logout+jwt`) or as a URN
/// (RFC 8693 §3).
fn names(text: &str, kinds: &[&str]) -> bool {
    let letters =
        || text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase);
    kinds.iter().any(|kind| {
        PREFIXES.iter().any(|prefix| {
            SUFFIXES.iter().any(|suffix| {
                [*prefix, *kind, *suffix].iter().flat_map(|part| part.chars()).eq(letters())
            })
        })
    })
}
