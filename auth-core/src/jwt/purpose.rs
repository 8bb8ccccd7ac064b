//! Whether a claim shows that its token was made for something else than access.

use super::refusal::TokenError;
use super::seen::Seen;

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

/// Checks one claim.
///
/// `type`, `token_type` and `tokenName` are names of private claims too. Only a value that names a
/// refresh token, an ID token or a logout token refuses, in any case and with any separators. A value
/// that is no text could stand for one of them, and refuses.
///
/// SECURITY: an issuer makes tokens for other purposes with the same issuer, subject and key. An ID
/// token or a refresh token that is taken for an access token gives its holder more than was granted
/// (RFC 8725 §3.12).
pub(super) fn check(name: &str, value: &Seen<'_>) -> Result<(), TokenError> {
    let is = |expected: &str| matches!(value, Seen::Text(text) if text == expected);
    let is_other_kind = || !matches!(value, Seen::Text(text) if !names_other_kind(text));
    match name {
        "at_hash" => Err(TokenError::NotAccess("at_hash")),
        "c_hash" => Err(TokenError::NotAccess("c_hash")),
        "events" => Err(TokenError::NotAccess("events")),
        "nonce" => Err(TokenError::NotAccess("nonce")),
        "s_hash" => Err(TokenError::NotAccess("s_hash")),
        "tokenName" if is_other_kind() => Err(TokenError::NotAccess("tokenName")),
        "token_type" if is_other_kind() => Err(TokenError::NotAccess("token_type")),
        "token_use" if !is("access") => Err(TokenError::NotAccess("token_use")),
        "typ" if !is("Bearer") => Err(TokenError::NotAccess("typ")),
        "type" if is_other_kind() => Err(TokenError::NotAccess("type")),
        _ => Ok(()),
    }
}

/// Returns whether `text` names one of [`OTHER_KINDS`], alone, as a media type (`logout+jwt`) or as a
/// URN (RFC 8693 §3).
fn names_other_kind(text: &str) -> bool {
    let prefixes = ["application/", "urn:ietf:params:oauth:token-type:"];
    let name = prefixes.into_iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text);
    let name = name.strip_suffix("+jwt").unwrap_or(name);
    let letters = || name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase);
    OTHER_KINDS.iter().any(|kind| kind.chars().eq(letters()))
}
