//! Report only: a decision that is logged and not enforced.

use std::fmt;
use std::marker::PhantomData;

use crate::guard::proof::{Sealed, Verdict};
use crate::policy::rule::NamedRule;
use crate::policy::{Policy, named};
use crate::rejection::Rejection;

/// The argument of a handler under `#[require(…, report_only)]`.
///
/// Policy `P` was decided and a rejection was logged. The handler runs in either case: it is no
/// [`Guard`](crate::Guard) and no proof.
pub struct ReportOnly<P: Policy> {
    rejection: Option<Rejection>,
    policy: PhantomData<fn(P) -> P>,
}

impl<P: Policy> ReportOnly<P> {
    /// Returns the rejection of an enforced policy; `None` if the policy allows the request.
    #[must_use]
    pub const fn rejection(&self) -> Option<&Rejection> {
        self.rejection.as_ref()
    }
}

#[expect(private_interfaces, reason = "only this crate converts a verdict")]
impl<P: Policy> Sealed for ReportOnly<P> {
    type Policy = P;

    const POLICY: NamedRule = named::<P>();
    const IS_ENFORCED: bool = false;

    fn from_verdict(verdict: Verdict) -> Result<Self, Rejection> {
        let rejection = match verdict {
            Verdict::Allowed(_) => None,
            Verdict::Open(open) => open.settle().err(),
            Verdict::Rejected(rejection) => Some(rejection),
        };
        Ok(Self { rejection, policy: PhantomData })
    }
}

impl<P: Policy> fmt::Debug for ReportOnly<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReportOnly<{}>", crate::policy::name::public(P::name()))
    }
}
