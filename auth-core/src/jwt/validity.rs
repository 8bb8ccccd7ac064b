//! What follows from a token alone, and what time has to say about it.

use std::time::Duration;

use crate::identity::Identity;
use crate::jwt::token_error::TokenError;
use crate::time::Timestamp;

/// The outcome of verifying a token, whatever the time: the same for the same text, so it could be kept. What changes with
/// time is asked of it at every request.
#[derive(Clone, Debug)]
pub(crate) struct Verified {
    pub(crate) identity: Identity,
    pub(crate) expires_at: Timestamp,
    pub(crate) not_before: Option<Timestamp>,
    pub(crate) issued_at: Option<Timestamp>,
}

impl Verified {
    /// Whether the token holds at the time `now`, give or take `leeway`.
    pub(crate) fn check(&self, now: Timestamp, leeway: Duration) -> Result<(), TokenError> {
        // SECURITY: it ends at that second, not after it (RFC 7519 §4.1.4).
        if now >= self.expires_at.saturating_add(leeway) {
            return Err(TokenError::Expired { end: self.expires_at, now });
        }
        if let Some(start) = self.not_before.filter(|start| now < start.saturating_sub(leeway)) {
            return Err(TokenError::NotYetValid { start, now });
        }
        // SECURITY: a clock that runs ahead makes tokens that outlive a revocation of all issued before it (RFC 7519 §4.1.6).
        if let Some(issued) = self.issued_at.filter(|issued| now < issued.saturating_sub(leeway)) {
            return Err(TokenError::IssuedInFuture { issued, now });
        }
        Ok(())
    }
}
