//! Verification by aws-lc.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ParsedPublicKey,
    VerificationAlgorithm,
};
use jsonwebtoken::DecodingKey;
pub(super) use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER as PROVIDER;

use crate::jwt::keys::algorithm::Algorithm;

pub(super) const MAX_RSA_BITS: usize = 8192;

/// Returns `true` if the key is not a point, or one on its curve.
///
/// `jsonwebtoken` would check the point at each verification only.
pub(super) fn accepts(algorithm: Algorithm, key: &DecodingKey) -> bool {
    let curve: &'static dyn VerificationAlgorithm = match algorithm {
        Algorithm::ES256 => &ECDSA_P256_SHA256_FIXED,
        Algorithm::ES384 => &ECDSA_P384_SHA384_FIXED,
        Algorithm::ES512 => &ECDSA_P521_SHA512_FIXED,
        _ => return true,
    };
    key.try_get_as_bytes().is_ok_and(|point| ParsedPublicKey::new(curve, point).is_ok())
}

/// Returns `true` if the signature, r and s of 66 bytes each, is one of `message`.
pub(super) fn verifies_es512(point: &[u8], message: &[u8], signature: &[u8]) -> bool {
    ECDSA_P521_SHA512_FIXED.verify_sig(point, message, signature).is_ok()
}
