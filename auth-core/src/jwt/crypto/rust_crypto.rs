//! Verification in pure Rust.

use jsonwebtoken::DecodingKey;
pub(super) use jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER as PROVIDER;
use p521::ecdsa::signature::Verifier;
use p521::ecdsa::{Signature, VerifyingKey};

use crate::jwt::keys::algorithm::Algorithm;

pub(super) const MAX_RSA_BITS: usize = 4096;

/// Returns `true` if the key can be read. A point must be on its curve.
pub(super) fn accepts(algorithm: Algorithm, key: &DecodingKey) -> bool {
    match algorithm.in_jsonwebtoken() {
        Some(algorithm) => (PROVIDER.verifier_factory)(&algorithm, key).is_ok(),
        None => key.try_get_as_bytes().is_ok_and(|point| p521_key(point).is_some()),
    }
}

/// Returns `true` if the signature, r and s of 66 bytes each, is one of `message`.
pub(super) fn verifies_es512(point: &[u8], message: &[u8], signature: &[u8]) -> bool {
    p521_key(point)
        .zip(Signature::from_slice(signature).ok())
        .is_some_and(|(key, signature)| key.verify(message, &signature).is_ok())
}

fn p521_key(point: &[u8]) -> Option<VerifyingKey> {
    VerifyingKey::from_sec1_bytes(point).ok()
}
