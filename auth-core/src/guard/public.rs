//! The argument of a handler that is deliberately open.

use std::fmt;
use std::marker::PhantomData;

/// The reason why a handler is open: written by `#[public("reason")]`.
pub trait PublicReason: 'static {
    /// The reason, never empty.
    const REASON: &'static str;

    /// The first line of the handler's doc comments, or an empty text.
    #[doc(hidden)]
    const DOC: &'static str = "";
}

/// The argument of a handler that is deliberately open. It is no [`Guard`](crate::Guard) and no
/// proof.
pub struct Public<M>(PhantomData<fn(M) -> M>);

impl<M: PublicReason> Public<M> {
    /// Marks a request to an open handler.
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }

    /// Returns the reason why the handler is open.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        M::REASON
    }
}

impl<M: PublicReason> fmt::Debug for Public<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Public({:?})", M::REASON)
    }
}
