//! What a rule would have decided, for handlers that run whatever it says.

use std::fmt;
use std::marker::PhantomData;

use crate::policy::Policy;
use crate::rejection::Rejection;

/// The argument of a handler under `#[require(…, report_only)]`: policy `P` was decided, a
/// refusal was logged, and the handler runs in either case. It is no [`Guard`](crate::Guard) and proves nothing.
pub struct ReportOnly<P: Policy> {
    rejection: Option<Rejection>,
    policy: PhantomData<fn(P) -> P>,
}

impl<P: Policy> ReportOnly<P> {
    #[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "each adapter uses its part"))]
    pub(crate) const fn new(rejection: Option<Rejection>) -> Self {
        Self { rejection, policy: PhantomData }
    }

    /// What the request would have been answered with; `None` if it would have been let in.
    #[must_use]
    pub const fn rejection(&self) -> Option<&Rejection> {
        self.rejection.as_ref()
    }
}

impl<P: Policy> fmt::Debug for ReportOnly<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReportOnly<{}>", crate::policy::name::of::<P>())
    }
}
