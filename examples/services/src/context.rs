//! The application's own idea of who calls, and how `from = …` takes it.

use auth_core::{Caller, Identity, Inquiry};

/// What services know of a call.
#[derive(Debug)]
pub(crate) struct Context {
    /// Who is calling.
    pub(crate) user: Identity,
    /// In which language to answer.
    pub(crate) locale: &'static str,
}

impl Caller for Context {
    fn inquiry(&self) -> Inquiry<'_> {
        self.user.inquiry()
    }
}
