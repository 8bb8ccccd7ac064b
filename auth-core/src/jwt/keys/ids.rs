//! Ids of keys: the keys that every token can tell apart.
//!
//! SECURITY: if a token left several keys, each would have to be tried. One weak key could then
//! sign tokens in the name of every other key (RFC 8725 §3.10).

use crate::jwt::error::JwtError;
use crate::jwt::header::MAX_KEY_ID_LEN;
use crate::jwt::keys::Key;

/// Returns configured keys, each once.
///
/// # Errors
///
/// [`JwtError`] if there is none, if an id has a wrong length, or if a key is ambiguous.
pub(crate) fn unambiguous(keys: Vec<Key>) -> Result<Vec<Key>, JwtError> {
    if keys.is_empty() {
        return Err(JwtError::NoKey);
    }
    if keys.iter().filter_map(Key::id).any(|id| id.is_empty() || id.len() > MAX_KEY_ID_LEN) {
        return Err(JwtError::KeyIdLength);
    }
    let (usable, ambiguous) = without_ambiguous(keys.into_iter().map(|key| ((), key)).collect());
    match ambiguous.first().map(|((), key)| key.id()) {
        None => Ok(usable),
        Some(None) => Err(JwtError::MissingKeyId),
        Some(Some(id)) => Err(JwtError::DuplicateKeyId(id.into())),
    }
}

/// Separates the ambiguous keys, with their positions, from the others. Each other key is returned
/// once.
pub(crate) fn without_ambiguous<P>(keys: Vec<(P, Key)>) -> (Vec<Key>, Vec<(P, Key)>) {
    let mut distinct: Vec<(P, Key)> = Vec::with_capacity(keys.len());
    for (position, key) in keys {
        if !distinct.iter().any(|(_, other)| other.is_same(&key)) {
            distinct.push((position, key));
        }
    }
    let all: Vec<Key> = distinct.iter().map(|(_, key)| key.clone()).collect();
    let (ambiguous, usable): (Vec<_>, Vec<_>) =
        distinct.into_iter().partition(|(_, key)| is_ambiguous(key, &all));
    (usable.into_iter().map(|(_, key)| key).collect(), ambiguous)
}

/// Returns `true` if a token that means `key` could also mean another one of `keys`.
///
/// A key without an id is for tokens with any id, so it must be the only one of its algorithm.
fn is_ambiguous(key: &Key, keys: &[Key]) -> bool {
    keys.iter().any(|other| {
        other.algorithm() == key.algorithm()
            && (key.id().is_none() || other.id() == key.id())
            && shares_issuer(key, other)
            && !other.is_same(key)
    })
}

/// Returns `true` if one verifier could use both keys.
fn shares_issuer(one: &Key, other: &Key) -> bool {
    one.issuer().is_none() || other.issuer().is_none() || one.issuer() == other.issuer()
}
