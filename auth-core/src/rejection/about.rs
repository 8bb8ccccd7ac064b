//! The circumstances of a rejection: whom it refuses, by which policy, in which request.

use std::fmt;
use std::sync::Arc;

use http::request::Parts;

use crate::identity::Identity;
use crate::policy::rule::NamedRule;
use crate::rejection::auth_context::AuthContext;

/// The circumstances of a rejection.
#[derive(Clone)]
pub(crate) struct About {
    pub(crate) identity: Option<Identity>,
    /// The policy that was decided.
    pub(crate) policy: Option<NamedRule>,
    /// The request, where `on_rejection` will ask for it.
    pub(crate) request: Option<Arc<Parts>>,
    pub(crate) space: Arc<AuthContext>,
}

impl About {
    pub(crate) fn new(space: &Arc<AuthContext>) -> Self {
        Self { identity: None, policy: None, request: None, space: Arc::clone(space) }
    }
}

impl fmt::Debug for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SECURITY: the request holds its credentials: it is never printed.
        f.debug_struct("About")
            .field("identity", &self.identity)
            .field("policy", &self.policy)
            .field("space", &self.space)
            .finish_non_exhaustive()
    }
}
