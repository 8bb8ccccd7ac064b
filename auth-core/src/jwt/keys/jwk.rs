//! JSON Web Keys: selects those that verify signatures, and their algorithms.

use serde_json::{Map, Value};

use super::algorithm::{Algorithm, KeyType};
use super::public_key::PublicKey;
use crate::jwt::compact::decode;
use crate::jwt::header::MAX_KEY_ID_LEN;
use crate::jwt::keys::Key;
use crate::jwt::keys::error::KeyError;

/// The private members of a key (RFC 7518 §6.2.2, §6.3.2; RFC 8037 §2).
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "oth"];

/// Returns the key that `member` of a set describes, or `None` if it is for another purpose.
pub(crate) fn key(member: &Value) -> Result<Option<Key>, KeyError> {
    Jwk(member.as_object().ok_or(KeyError::NotJwks)?).key()
}

/// A JSON Web Key (RFC 7517 §4).
struct Jwk<'s>(&'s Map<String, Value>);

impl Jwk<'_> {
    /// Returns the key, or `None` if it is for another purpose.
    fn key(&self) -> Result<Option<Key>, KeyError> {
        // SECURITY: the owner of an encryption key could forge tokens (RFC 8725 §3.5; RFC 7517
        // §4.2, §4.3).
        if !self.verifies()? {
            return Ok(None);
        }
        let Some(key_type) = self.key_type()? else { return Ok(None) };
        let Some(algorithm) = self.algorithm(key_type)? else { return Ok(None) };
        let mut key = Key::public(algorithm, self.public_key(key_type)?)?;
        key.names_no_algorithm = !self.0.contains_key("alg");
        let key = match self.text("kid")? {
            Some(id) if id.is_empty() || id.len() > MAX_KEY_ID_LEN => {
                return Err(KeyError::IdLength);
            }
            Some(id) => key.with_id(id),
            None => key,
        };
        Ok(Some(key.of_issuer(self.text("issuer")?)))
    }

    /// Returns `true` if `use` and `key_ops` allow verifying.
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
            ("EC", "P-521") => Some(KeyType::P521),
            ("OKP", "Ed25519") => Some(KeyType::Ed25519),
            _ => None,
        })
    }

    /// Returns the algorithm of the key, or `None` if it is unknown.
    ///
    /// SECURITY: a token that chooses the algorithm can choose a weak one. Each key has one, which
    /// the key names or its type fixes (RFC 8725 §3.1).
    fn algorithm(&self, key_type: KeyType) -> Result<Option<Algorithm>, KeyError> {
        let Some(name) = self.text("alg")? else {
            return match key_type {
                KeyType::Ed25519 => Ok(Some(Algorithm::EdDSA)),
                KeyType::P256 => Ok(Some(Algorithm::ES256)),
                KeyType::P384 => Ok(Some(Algorithm::ES384)),
                KeyType::P521 => Ok(Some(Algorithm::ES512)),
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
        // SECURITY: each reader of a secret in a key set can sign with it (RFC 7517 §9.2).
        if key_type == KeyType::Secret {
            return Err(KeyError::PublishedSecret);
        }
        // SECURITY: each reader of the private part can sign with it. The error reports the mistake
        // (RFC 7517 §9.2).
        if PRIVATE.iter().any(|name| self.0.contains_key(*name)) {
            return Err(KeyError::Private);
        }
        match key_type {
            KeyType::Ed25519 => PublicKey::ed25519(&self.bytes("x")?),
            KeyType::Rsa => PublicKey::rsa(&self.bytes("n")?, &self.bytes("e")?),
            _ => {
                let (x, y) = (self.bytes("x")?, self.bytes("y")?);
                // Otherwise `x` and `y` could be split at another position.
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
