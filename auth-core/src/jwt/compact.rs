//! Compact form of a token: three segments and their encoding.

use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};

use crate::jwt::token_error::TokenError;

/// A token in its compact form, split at its dots (RFC 7515 §7.1). It is not verified.
pub(crate) struct CompactToken<'t> {
    header: &'t str,
    claims: &'t str,
    signature: &'t str,
    signed: &'t str,
    padding: Padding,
}

/// The padding of the segments.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Padding {
    /// None (RFC 7515 §2).
    None,
    /// Each segment is padded to a multiple of four characters, against RFC 7515 §2.
    Full,
}

impl<'t> CompactToken<'t> {
    /// Splits a token into its segments.
    pub(crate) fn new(
        token: &'t str,
        max_len: usize,
        padding: Padding,
    ) -> Result<Self, TokenError> {
        // SECURITY: splitting, decoding and hashing a token of a megabyte costs time (S15).
        if token.len() > max_len {
            return Err(TokenError::TooLong);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Form)?;
        let (header, claims) = signed.split_once('.').ok_or(TokenError::Form)?;
        // SECURITY: a JWE has four dots. An unsecured JWS (`alg: none`) has no signature, so that
        // an attacker can choose its claims (RFC 7519 §6).
        if header.is_empty() || claims.is_empty() || signature.is_empty() || claims.contains('.') {
            return Err(TokenError::Form);
        }
        Ok(Self { header, claims, signature, signed, padding })
    }

    /// Returns the header as JSON.
    pub(crate) fn header(&self) -> Result<String, TokenError> {
        String::from_utf8(self.decode(self.header)?).map_err(|_| TokenError::Header)
    }

    /// Returns the claims as JSON.
    pub(crate) fn claims(&self) -> Result<String, TokenError> {
        String::from_utf8(self.decode(self.claims)?).map_err(|_| TokenError::Claims)
    }

    /// Returns the decoded signature.
    pub(crate) fn signature(&self) -> Result<Vec<u8>, TokenError> {
        self.decode(self.signature)
    }

    /// Returns the signed bytes, as they were received (RFC 7515 §5.2, step 8).
    pub(crate) fn signed(&self) -> &'t [u8] {
        self.signed.as_bytes()
    }

    /// Decodes a segment.
    ///
    /// SECURITY: padding is required or rejected, never optional: a token has one text.
    fn decode(&self, segment: &str) -> Result<Vec<u8>, TokenError> {
        match self.padding {
            Padding::None => decode(segment),
            Padding::Full => URL_SAFE.decode(segment).map_err(|_| TokenError::Encoding),
        }
    }
}

/// Decodes canonical base64url: no padding, no white space, no stray bits at the end (RFC 4648
/// §3.5).
///
/// SECURITY: if several texts had the same bytes, one token could bypass a list of revoked texts
/// (RFC 7515 §2). ECDSA still gives a token two texts (signatures with `s` and with `n - s`), so a
/// list of revoked tokens must contain the `jti`.
pub(crate) fn decode(segment: &str) -> Result<Vec<u8>, TokenError> {
    // The exact length, because the claims are kept in the cache.
    let mut bytes = vec![0; segment.len() / 4 * 3 + segment.len() % 4 * 3 / 4];
    let len =
        URL_SAFE_NO_PAD.decode_slice(segment, &mut bytes).map_err(|_| TokenError::Encoding)?;
    bytes.truncate(len);
    Ok(bytes)
}
