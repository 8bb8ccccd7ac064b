//! JSON Web Key Sets: reads them strictly, or skips the keys that are unfit.

use std::marker::PhantomData;

use serde_json::Value;

#[cfg(feature = "discovery")]
use super::algorithm::Algorithm;
use super::ids;
use super::jwk;
use super::skipped::SkippedKey;
use crate::jwt::json::strict;
use crate::jwt::keys::Key;
use crate::jwt::keys::error::KeyError;

/// The maximum number of keys of a fetched set, without those for other purposes.
#[cfg(feature = "discovery")]
const MAX_FETCHED: usize = 64;

/// Returns the keys of a set (RFC 7517 §5) that verify signatures.
///
/// Keys for other purposes and of unknown types are skipped. A key for signatures that is not safe
/// is an error.
pub(crate) fn keys(text: &str) -> Result<Vec<Key>, KeyError> {
    let mut keys = Vec::new();
    for (position, member) in (1..).zip(members(text)?) {
        let key = jwk::key(&member);
        keys.extend(key.map_err(|error| KeyError::InSet { position, error: Box::new(error) })?);
    }
    if keys.is_empty() { Err(KeyError::NoUsableKey) } else { Ok(keys) }
}

/// Returns the keys of a set that `issuer` publishes, and the unfit ones.
///
/// Keys of other issuers are left out. RSA keys that name no algorithm have the algorithm `rsa`.
///
/// # Errors
///
/// As [`Key::from_jwks_lenient`], and [`KeyError::TooManyKeys`].
#[cfg(feature = "discovery")]
pub(crate) fn fetched(
    text: &str,
    issuer: &str,
    rsa: Algorithm,
) -> Result<(Vec<Key>, Vec<SkippedKey>), KeyError> {
    lenient(text, MAX_FETCHED, |key| key.is_for(issuer).then(|| key.with_default(rsa)))
}

/// Returns the keys of a set for which `used` returns one, and the unfit ones. Together, they are
/// `most` at most.
fn lenient(
    text: &str,
    most: usize,
    used: impl Fn(Key) -> Option<Key>,
) -> Result<(Vec<Key>, Vec<SkippedKey>), KeyError> {
    let (mut keys, mut skipped) = (Vec::new(), Vec::new());
    for (position, member) in (1..).zip(members(text)?) {
        match jwk::key(&member) {
            Ok(key) => keys.extend(key.and_then(&used).map(|key| (position, key))),
            Err(reason) => {
                let id = member.get("kid").and_then(Value::as_str);
                skipped.push(SkippedKey::new(position, id, reason));
            }
        }
        // SECURITY: a set of many thousand keys costs time and fills the log (S43).
        if keys.len().saturating_add(skipped.len()) > most {
            return Err(KeyError::TooManyKeys { most });
        }
    }
    let (keys, ambiguous) = ids::without_ambiguous(keys);
    skipped.extend(
        ambiguous
            .into_iter()
            .map(|(position, key)| SkippedKey::new(position, key.id(), KeyError::Ambiguous)),
    );
    skipped.sort_by_key(SkippedKey::position);
    match skipped.first() {
        _ if !keys.is_empty() => Ok((keys, skipped)),
        Some(first) => Err(first.to_error()),
        None => Err(KeyError::NoUsableKey),
    }
}

/// Returns the members of the list `keys`.
fn members(text: &str) -> Result<Vec<Value>, KeyError> {
    let set: Value = strict::read(text, PhantomData).map_err(|_| KeyError::NotJwks)?;
    match set {
        Value::Object(mut set) => match set.remove("keys") {
            Some(Value::Array(members)) => Ok(members),
            _ => Err(KeyError::NotJwks),
        },
        _ => Err(KeyError::NotJwks),
    }
}

impl Key {
    /// Reads the keys of a JSON Web Key Set, as
    /// [`JwtBuilder::jwks`](crate::jwt::JwtBuilder::jwks) does.
    /// For use with [`Jwt::replace_keys`](crate::jwt::Jwt::replace_keys).
    ///
    /// One unfit key makes the set an error. [`Key::from_jwks_lenient`] skips such a key.
    ///
    /// # Errors
    ///
    /// As [`JwtBuilder::jwks`](crate::jwt::JwtBuilder::jwks).
    ///
    /// ```
    /// use auth_core::jwt::{Key, KeyError};
    ///
    /// // The key of RFC 8037 §A.2.
    /// let keys = Key::from_jwks(r#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "2026-01",
    ///     "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#)?;
    /// assert_eq!(keys.len(), 1);
    /// assert_eq!(Key::from_jwks(r#"{"keys": []}"#).unwrap_err(), KeyError::NoUsableKey);
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn from_jwks(text: &str) -> Result<Vec<Self>, KeyError> {
        keys(text)
    }

    /// Reads the keys of a JSON Web Key Set that an issuer publishes, and skips unfit ones
    /// ([RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5)). Returns the keys, and the
    /// skipped ones with the reasons.
    ///
    /// Unfit is a key that would be an error of [`Key::from_jwks`]. Unfit are also keys that a
    /// token cannot tell apart: different keys with one algorithm and one id, and a key without an
    /// id beside another one of its algorithm. Keys for other purposes and of unknown types are
    /// not reported.
    ///
    /// With a set that changes at its issuer, one unfit key then does not keep out new keys. Log
    /// the skipped keys: tokens of such a key are rejected.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the text is no key set, or if no key is left.
    ///
    /// ```
    /// use auth_core::jwt::{Key, KeyError};
    ///
    /// let (keys, skipped) = Key::from_jwks_lenient(r#"{"keys": [
    ///     {"kty": "OKP", "crv": "Ed25519", "kid": "2026-01",
    ///      "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
    ///     {"kty": "OKP", "crv": "Ed25519", "kid": "2026-02", "x": "AAAA"}
    /// ]}"#)?;
    /// assert_eq!(keys.len(), 1);
    /// let shown = skipped[0].to_string();
    /// assert!(shown.starts_with("key 2 of the set, `2026-02`: the key is broken"), "{shown}");
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn from_jwks_lenient(text: &str) -> Result<(Vec<Self>, Vec<SkippedKey>), KeyError> {
        lenient(text, usize::MAX, Some)
    }
}
