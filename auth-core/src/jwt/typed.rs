//! Readers of claims of a known type: strings, scopes and dates.

use std::borrow::Cow;

use crate::identity::grants::StringList;
use crate::jwt::json::claim_value::ClaimValue;
use crate::jwt::token_error::TokenError;
use crate::time::Timestamp;

/// The last second of the year 9999. A later expiry is in milliseconds or a mistake.
const MAX_EXPIRY: Timestamp = Timestamp::from_secs(253_402_300_799);

/// Reads a string.
pub(crate) fn string<'c>(
    name: &'static str,
    value: &ClaimValue<'c>,
) -> Result<Cow<'c, str>, TokenError> {
    match value {
        ClaimValue::String(string) => Ok(string.clone()),
        _ => Err(TokenError::Claim(name)),
    }
}

/// Checks that a value is a string or a list of strings.
pub(crate) fn string_or_list(name: &'static str, value: &ClaimValue<'_>) -> Result<(), TokenError> {
    match value {
        ClaimValue::String(_) | ClaimValue::StringList(_) => Ok(()),
        _ => Err(TokenError::Claim(name)),
    }
}

/// Returns `text`, unless it is empty.
pub(crate) fn not_empty<'c>(
    name: &'static str,
    text: Cow<'c, str>,
) -> Result<Cow<'c, str>, TokenError> {
    if text.is_empty() { Err(TokenError::Claim(name)) } else { Ok(text) }
}

/// Reads scopes from one string, split at U+0020 only (RFC 6749 §3.3), or from a list with one
/// scope in each element.
pub(crate) fn scopes(name: &'static str, value: ClaimValue<'_>) -> Result<StringList, TokenError> {
    match value {
        ClaimValue::String(list) => Ok(split(&list)),
        // An element with a space is no scope: the format of this list is unknown.
        ClaimValue::StringList(list) if list.iter().all(|scope| !scope.contains(' ')) => {
            let mut scopes = StringList::default();
            scopes.extend(&list);
            Ok(scopes)
        }
        _ => Err(TokenError::Claim(name)),
    }
}

fn split(list: &str) -> StringList {
    let scopes = || list.split(' ').filter(|scope| !scope.is_empty());
    let mut strings = StringList::with_capacity(scopes().count(), list.len());
    scopes().for_each(|scope| strings.push(scope));
    strings
}

/// Reads the end of a token.
pub(crate) fn expiry(value: &ClaimValue<'_>) -> Result<Timestamp, TokenError> {
    let expiry = date("exp", value, f64::floor)?;
    if expiry > MAX_EXPIRY { Err(TokenError::Claim("exp")) } else { Ok(expiry) }
}

/// Reads a `NumericDate`: a JSON number, also with a fraction (RFC 7519 §2).
///
/// A number that is out of range becomes the nearest [`Timestamp`], so that no date overflows.
pub(crate) fn date(
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
