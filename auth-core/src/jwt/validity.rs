//! Result of verifying a token, and the time checks that are repeated on every use.

use std::time::Duration;

use crate::identity::Identity;
use crate::jwt::token_error::TokenError;
use crate::time::Timestamp;

/// The result of verifying a token. It depends on the text and the keys only, so it can be cached.
#[derive(Clone, Debug)]
pub(crate) struct VerifiedToken {
    pub(crate) identity: Identity,
    pub(crate) expires_at: Timestamp,
    pub(crate) not_before: Option<Timestamp>,
    pub(crate) issued_at: Option<Timestamp>,
}

impl VerifiedToken {
    /// Checks that the token is valid at the time `now`. Each limit is extended by `leeway`.
    pub(crate) fn check(&self, now: Timestamp, leeway: Duration) -> Result<(), TokenError> {
        // SECURITY: a token is expired in the second of its `exp` already (RFC 7519 §4.1.4).
        if now >= self.expires_at.saturating_add(leeway) {
            return Err(TokenError::Expired { end: self.expires_at, now });
        }
        if let Some(start) = self.not_before.filter(|start| now < start.saturating_sub(leeway)) {
            return Err(TokenError::NotYetValid { start, now });
        }
        // SECURITY: a token with an `iat` in the future outlives a revocation of all tokens issued
        // before a time (RFC 7519 §4.1.6).
        if let Some(issued) = self.issued_at.filter(|issued| now < issued.saturating_sub(leeway)) {
            return Err(TokenError::IssuedInFuture { issued, now });
        }
        Ok(())
    }
}
