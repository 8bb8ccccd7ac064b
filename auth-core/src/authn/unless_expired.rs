//! The end of credentials that a store of the application knows.

use crate::authn::AuthenticationError;
use crate::identity::Identity;
use crate::time::Timestamp;

/// Returns the identity, if its credentials have not expired.
pub(crate) fn unless_expired(
    identity: Identity,
    now: Timestamp,
) -> Result<Identity, AuthenticationError> {
    match identity.expires_at() {
        Some(end) if now >= end => Err(AuthenticationError::expired_at(end, now)),
        _ => Ok(identity),
    }
}
