//! The application's own idea of who calls, and how `from = …` takes it.

use auth_core::Identity;
use auth_core::in_body::{AuthSource, PendingDecision};

/// What services know of a call.
#[derive(Debug)]
pub(crate) struct Context {
    /// Who is calling.
    pub(crate) user: Identity,
    /// In which language to answer.
    pub(crate) locale: &'static str,
}

impl AuthSource for Context {
    fn decision(&self) -> PendingDecision<'_> {
        self.user.decision()
    }
}
