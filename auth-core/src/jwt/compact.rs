//! The compact form of a token: three segments and their encoding.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::jwt::token_error::TokenError;

/// A token in its compact form, cut at its dots (RFC 7515 §7.1). Nothing in it is verified.
pub(crate) struct Compact<'t> {
    header: &'t str,
    claims: &'t str,
    signature: &'t str,
    signed: &'t str,
}

impl<'t> Compact<'t> {
    pub(crate) fn new(token: &'t str, max_len: usize) -> Result<Self, TokenError> {
        // SECURITY: a token of a megabyte must not be split, decoded and hashed before it is refused (S15).
        if token.len() > max_len {
            return Err(TokenError::TooLong);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Form)?;
        let (header, claims) = signed.split_once('.').ok_or(TokenError::Form)?;
        // SECURITY: four dots are JWE, and no signature is the unsecured JWS of `alg: none` (RFC 7519 §6).
        if header.is_empty() || claims.is_empty() || signature.is_empty() || claims.contains('.') {
            return Err(TokenError::Form);
        }
        Ok(Self { header, claims, signature, signed })
    }

    /// The header as JSON text.
    pub(crate) fn header(&self) -> Result<String, TokenError> {
        String::from_utf8(decode(self.header)?).map_err(|_| TokenError::Header)
    }

    /// The claims as JSON text.
    pub(crate) fn claims(&self) -> Result<String, TokenError> {
        String::from_utf8(decode(self.claims)?).map_err(|_| TokenError::Claims)
    }

    pub(crate) fn signature(&self) -> Result<Vec<u8>, TokenError> {
        decode(self.signature)
    }

    /// What the signature is over: the bytes as they were received (RFC 7515 §5.2, step 8).
    pub(crate) fn signed(&self) -> &'t [u8] {
        self.signed.as_bytes()
    }
}

/// SECURITY: only the one canonical text of some bytes decodes to them — no padding, no white space, no stray bits at the
/// end (RFC 7515 §2, RFC 4648 §3.5). ECDSA still gives one token two texts (`s` and `n - s` are both good): a list of revoked tokens
/// must go by `jti`, not by the text.
pub(crate) fn decode(segment: &str) -> Result<Vec<u8>, TokenError> {
    // To the byte: what is kept of it has no room to spare.
    let mut bytes = vec![0; segment.len() / 4 * 3 + segment.len() % 4 * 3 / 4];
    let len =
        URL_SAFE_NO_PAD.decode_slice(segment, &mut bytes).map_err(|_| TokenError::Encoding)?;
    bytes.truncate(len);
    Ok(bytes)
}
