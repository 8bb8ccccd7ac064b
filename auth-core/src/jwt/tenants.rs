//! The tenants of a provider whose tokens are accepted.

use std::fmt;
use std::sync::Arc;

/// The accepted tenants.
#[derive(Clone)]
pub(crate) enum Tenants {
    Listed(Arc<[Box<str>]>),
    DecidedBy(Arc<dyn Fn(&str) -> bool + Send + Sync>),
}

impl Tenants {
    /// Returns whether the tokens of `tenant` are accepted.
    pub(crate) fn accept(&self, tenant: &str) -> bool {
        match self {
            Self::Listed(list) => list.iter().any(|one| **one == *tenant),
            Self::DecidedBy(decide) => decide(tenant),
        }
    }

    /// Returns whether no tenant can be accepted.
    pub(crate) fn are_none(&self) -> bool {
        matches!(self, Self::Listed(list) if list.is_empty())
    }
}

impl fmt::Debug for Tenants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listed(list) => f.debug_list().entries(list.iter()).finish(),
            Self::DecidedBy(_) => f.write_str("decided by a function"),
        }
    }
}
