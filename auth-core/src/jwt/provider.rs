//! Which implementation of the cryptography verifies signatures: aws-lc where it is there, else pure Rust.
//!
//! Named here, never asked of `jsonwebtoken`'s process-wide default: with both features on that one panics.

#[cfg(feature = "jwt")]
pub(crate) use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER as PROVIDER;
#[cfg(not(feature = "jwt"))]
pub(crate) use jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER as PROVIDER;

/// The longest RSA modulus that it verifies with.
pub(crate) const MAX_RSA_BITS: usize = if cfg!(feature = "jwt") { 8192 } else { 4096 };
