//! The context of a rejection: identity, policy, request and settings.

use std::fmt;
use std::sync::Arc;

use http::request::Parts;

use crate::identity::Identity;
use crate::policy::rule::NamedRule;
use crate::rejection::auth_context::AuthContext;
use crate::request::browser::Browser;

/// The context of a rejection.
#[derive(Clone)]
pub(crate) struct About {
    pub(crate) identity: Option<Identity>,
    /// The policy that rejected the request.
    pub(crate) policy: Option<NamedRule>,
    /// The request, if `on_rejection` is set.
    pub(crate) request: Option<Arc<Parts>>,
    pub(crate) context: Arc<AuthContext>,
    pub(crate) browser: Browser,
}

impl About {
    pub(crate) fn new(context: &Arc<AuthContext>) -> Self {
        let context = Arc::clone(context);
        Self { identity: None, policy: None, request: None, context, browser: Browser::default() }
    }
}

impl fmt::Debug for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SECURITY: the headers of the request hold credentials, which a log would leak. Omitted.
        f.debug_struct("About")
            .field("identity", &self.identity)
            .field("policy", &self.policy)
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}
