//! A type of the application with the caller's identity, as a source for `from = …`.

use auth_core::Identity;
use auth_core::in_body::{AuthSource, PendingDecision};

/// The context of a call of a service.
#[derive(Debug)]
pub(crate) struct Context {
    /// The caller's identity, if the caller is authenticated.
    pub(crate) user: Identity,
    /// The language of the response.
    pub(crate) locale: &'static str,
}

impl AuthSource for Context {
    fn decision(&self) -> PendingDecision<'_> {
        self.user.decision()
    }
}
