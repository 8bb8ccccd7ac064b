//! The facts of an identity that decide its status.

use auth_core::Identity;
use auth_core::authn::RevocationStatus;
use auth_core::time::Timestamp;

use crate::digest::{Digest, Kind, digest};

/// The facts of an identity that decide its status.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Caller {
    pub(crate) token: Option<Digest>,
    pub(crate) user: Digest,
    issued_at: Option<Timestamp>,
}

impl Caller {
    pub(crate) fn new(identity: &Identity) -> Self {
        let issuer = identity.issuer();
        Self {
            token: identity.token_id().map(|id| digest(Kind::Token, issuer, id)),
            user: digest(Kind::User, issuer, identity.subject()),
            issued_at: identity.issued_at(),
        }
    }

    /// Returns the status under the cuts of its token and of its user.
    pub(crate) fn status(&self, cuts: [Option<Timestamp>; 2]) -> RevocationStatus {
        // SECURITY: credentials without `iat` count as issued before each cut.
        let ends = |cut| self.issued_at.is_none_or(|issued| issued <= cut);
        if cuts.into_iter().flatten().any(ends) {
            RevocationStatus::Revoked
        } else {
            RevocationStatus::Good
        }
    }
}
