//! The `Auth` that authenticated an identity, as far as the identity needs it.

use std::any::Any;

use crate::identity::grants::GrantKind;

/// The `Auth` that authenticated an identity, as far as the identity needs it.
pub(crate) trait Origin: Any + Send + Sync {
    /// Returns the issuer whose subjects are the application's users.
    fn user_issuer(&self) -> Option<&str>;

    /// Returns whether one of the caller's grants implies `name` in a registered hierarchy.
    /// `is_granted` returns whether the caller has exactly a grant.
    fn is_implied(&self, kind: GrantKind, name: &str, is_granted: &dyn Fn(&str) -> bool) -> bool;

    /// Returns whether a role of the caller has `permission` in a grants table for callers of
    /// `issuer`. `has_role` returns whether the caller has exactly a role.
    fn permits(&self, issuer: &str, permission: &str, has_role: &dyn Fn(&str) -> bool) -> bool;
}
