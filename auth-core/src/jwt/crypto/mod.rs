//! Verification of signatures: by aws-lc with the feature `jwt`, else in pure Rust.
//!
//! The process-wide default of `jsonwebtoken` is not used: it panics if both features are enabled.

#[cfg(feature = "jwt")]
mod aws_lc;
#[cfg(not(feature = "jwt"))]
mod rust_crypto;

use jsonwebtoken::DecodingKey;

use super::keys::algorithm::Algorithm;
#[cfg(feature = "jwt")]
use aws_lc as backend;
#[cfg(not(feature = "jwt"))]
use rust_crypto as backend;

/// The length of the longest RSA modulus that the backend accepts.
pub(crate) const MAX_RSA_BITS: usize = backend::MAX_RSA_BITS;

/// Returns `true` if the backend can verify with the key. A point off its curve is no key.
pub(crate) fn accepts(algorithm: Algorithm, key: &DecodingKey) -> bool {
    backend::accepts(algorithm, key)
}

/// Returns `true` if the signature is one of `message` with the key.
pub(crate) fn verifies(
    algorithm: Algorithm,
    key: &DecodingKey,
    message: &[u8],
    signature: &Vec<u8>,
) -> bool {
    match algorithm.in_jsonwebtoken() {
        Some(algorithm) => (backend::PROVIDER.verifier_factory)(&algorithm, key)
            .is_ok_and(|verifier| verifier.verify(message, signature).is_ok()),
        None => key
            .try_get_as_bytes()
            .is_ok_and(|point| backend::verifies_es512(point, message, signature)),
    }
}
