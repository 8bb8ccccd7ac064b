//! Provider of the cryptography: aws-lc with the feature `jwt`, else pure Rust.
//!
//! The process-wide default of `jsonwebtoken` is not used: it panics if both features are enabled.

#[cfg(feature = "jwt")]
pub(crate) use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER as PROVIDER;
#[cfg(not(feature = "jwt"))]
pub(crate) use jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER as PROVIDER;

/// The length of the longest RSA modulus that the provider accepts.
pub(crate) const MAX_RSA_BITS: usize = if cfg!(feature = "jwt") { 8192 } else { 4096 };
