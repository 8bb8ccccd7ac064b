//! JSON Web Key Sets: which of their keys verify signatures, and for which algorithm.

use std::marker::PhantomData;

use serde_json::{Map, Value};

use super::algorithm::{Algorithm, KeyType};
use super::public_key::PublicKey;
use crate::jwt::compact::decode;
use crate::jwt::error::KeyError;
use crate::jwt::json::strict;
use crate::jwt::keys::Key;

/// The members of a key that only its owner may know (RFC 7518 §6.2.2, §6.3.2; RFC 8037 §2).
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "oth"];

/// The keys of a set (RFC 7517 §5) that verify signatures. Keys for something else, or of kinds that are not known here, are
/// passed over; keys that are meant for this and unfit are mistakes.
pub(crate) fn keys(text: &str) -> Result<Vec<Key>, KeyError> {
    let set: Value = strict::read(text, PhantomData).map_err(|_| KeyError::NotJwks)?;
    let Some(Value::Array(members)) = set.get("keys") else { return Err(KeyError::NotJwks) };
    let mut keys = Vec::with_capacity(members.len());
    for (index, member) in members.iter().enumerate() {
        let wrong =
            |error| KeyError::InSet { position: index.saturating_add(1), error: Box::new(error) };
        let member = member.as_object().ok_or_else(|| wrong(KeyError::NotJwks))?;
        keys.extend(Jwk(member).key().map_err(wrong)?);
    }
    if keys.is_empty() { Err(KeyError::NoUsableKey) } else { Ok(keys) }
}

impl Key {
    /// The keys of a JSON Web Key Set, given as its text: as [`JwtBuilder::jwks`](crate::jwt::JwtBuilder::jwks) takes them, for
    /// [`Jwt::replace_keys`](crate::jwt::Jwt::replace_keys).
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
}

/// One JSON Web Key (RFC 7517 §4).
struct Jwk<'s>(&'s Map<String, Value>);

impl Jwk<'_> {
    /// The key, unless it is meant for something else.
    fn key(&self) -> Result<Option<Key>, KeyError> {
        // SECURITY: a key that is published to encrypt with must not verify (RFC 8725 §3.5; RFC 7517 §4.2, §4.3).
        if !self.verifies()? {
            return Ok(None);
        }
        let Some(key_type) = self.key_type()? else { return Ok(None) };
        let Some(algorithm) = self.algorithm(key_type)? else { return Ok(None) };
        let key = Key::public(algorithm, self.public_key(key_type)?)?;
        let key = match self.text("kid")? {
            Some(id) => key.with_id(id),
            None => key,
        };
        Ok(Some(key.of_issuer(self.text("issuer")?)))
    }

    /// Whether `use` and `key_ops` let it verify.
    fn verifies(&self) -> Result<bool, KeyError> {
        let operations = match self.0.get("key_ops") {
            None => None,
            Some(Value::Array(list)) if list.iter().all(Value::is_string) => Some(list),
            Some(_) => return Err(KeyError::Member("key_ops")),
        };
        Ok(self.text("use")?.is_none_or(|purpose| purpose == "sig")
            && operations.is_none_or(|list| list.iter().any(|operation| operation == "verify")))
    }

    fn key_type(&self) -> Result<Option<KeyType>, KeyError> {
        let kind = self.text("kty")?.ok_or(KeyError::Member("kty"))?;
        if kind == "RSA" {
            return Ok(Some(KeyType::Rsa));
        }
        if kind == "oct" {
            return Ok(Some(KeyType::Secret));
        }
        if kind != "EC" && kind != "OKP" {
            return Ok(None);
        }
        Ok(match (kind, self.text("crv")?.ok_or(KeyError::Member("crv"))?) {
            ("EC", "P-256") => Some(KeyType::P256),
            ("EC", "P-384") => Some(KeyType::P384),
            ("OKP", "Ed25519") => Some(KeyType::Ed25519),
            _ => None,
        })
    }

    /// SECURITY: one algorithm for each key, named by it or fixed by its kind; a token never chooses (RFC 8725 §3.1).
    fn algorithm(&self, key_type: KeyType) -> Result<Option<Algorithm>, KeyError> {
        let Some(name) = self.text("alg")? else {
            return match key_type {
                KeyType::Ed25519 => Ok(Some(Algorithm::EdDSA)),
                KeyType::P256 => Ok(Some(Algorithm::ES256)),
                KeyType::P384 => Ok(Some(Algorithm::ES384)),
                KeyType::Rsa => Ok(Some(Algorithm::RS256)),
                KeyType::Secret => Err(KeyError::PublishedSecret),
            };
        };
        match Algorithm::named(name) {
            Some(algorithm) if algorithm.key_type() != key_type => Err(KeyError::Member("alg")),
            algorithm => Ok(algorithm),
        }
    }

    fn public_key(&self, key_type: KeyType) -> Result<PublicKey, KeyError> {
        // SECURITY: a key set is for its readers, and each reader of a secret can sign with it (RFC
        // 7517 §9.2).
        if key_type == KeyType::Secret {
            return Err(KeyError::PublishedSecret);
        }
        // SECURITY: whoever reads the set can sign; this must not go unnoticed, so the key is not used (RFC 7517 §9.2).
        if PRIVATE.iter().any(|name| self.0.contains_key(*name)) {
            return Err(KeyError::Private);
        }
        match key_type {
            KeyType::Ed25519 => PublicKey::ed25519(&self.bytes("x")?),
            KeyType::Rsa => PublicKey::rsa(&self.bytes("n")?, &self.bytes("e")?),
            _ => {
                let (x, y) = (self.bytes("x")?, self.bytes("y")?);
                // Not cut where the other one starts.
                if x.len() != y.len() {
                    return Err(KeyError::Broken);
                }
                PublicKey::ec(key_type, &[&[0x04], x.as_slice(), y.as_slice()].concat())
            }
        }
    }

    fn text(&self, name: &'static str) -> Result<Option<&str>, KeyError> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(KeyError::Member(name)),
        }
    }

    fn bytes(&self, name: &'static str) -> Result<Vec<u8>, KeyError> {
        let text = self.text(name)?.ok_or(KeyError::Member(name))?;
        decode(text).map_err(|_| KeyError::Member(name))
    }
}
