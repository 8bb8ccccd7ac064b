//! The source of claims: a token, or the response of an introspection endpoint about a token.

use super::mismatch::{Mismatch, shown};
use crate::jwt::json::claim_value::ClaimValue;
use crate::jwt::purpose::ACCESS_TYPES;
use crate::jwt::token_error::TokenError;

/// The source of claims, which decides the claims that may be missing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ClaimSource {
    /// A token with a verified signature.
    Token,
    /// An introspection response (RFC 7662 §2.2), in which `iss` and `exp` may be missing.
    #[cfg_attr(
        not(feature = "introspection"),
        expect(dead_code, reason = "only introspection reads responses")
    )]
    Response {
        /// `true` if tokens for any audience are accepted.
        any_audience: bool,
        /// `true` if the subject of a token without a user is its client.
        client_subjects: bool,
    },
}

impl ClaimSource {
    /// Returns `true` for the response of an endpoint.
    pub(super) fn is_response(self) -> bool {
        self != Self::Token
    }

    /// Returns `true` if tokens for any audience are accepted.
    pub(super) fn takes_any_audience(self) -> bool {
        matches!(self, Self::Response { any_audience: true, .. })
    }

    /// Returns `true` if the subject of a token without a user is its client.
    pub(super) fn has_client_subjects(self) -> bool {
        matches!(self, Self::Response { client_subjects: true, .. })
    }

    /// Checks the `token_type` of a response.
    ///
    /// SECURITY: an endpoint also knows refresh tokens, and tokens that need a proof of their
    /// holder. As bearer tokens, they would give a thief access (RFC 9449 §7.2, S33).
    pub(super) fn check_type(value: &ClaimValue<'_>) -> Result<(), TokenError> {
        let found = match value {
            ClaimValue::String(text)
                if ACCESS_TYPES.iter().any(|kind| kind.eq_ignore_ascii_case(text)) =>
            {
                return Ok(());
            }
            ClaimValue::String(text) => shown([&**text]),
            _ => return Err(TokenError::Claim("token_type")),
        };
        Err(TokenError::NotAccess(Box::new(Mismatch::new("token_type", "`Bearer`", found))))
    }
}
