//! What a rule is decided on.

use crate::identity::Identity;

/// What is known of one request when a rule is decided.
///
/// ```
/// use auth_core::{Decision, Facts, Identity, Rule};
///
/// let alice = Identity::builder("https://issuer.example", "alice").role("admin").build()?;
/// let rule = Rule::role(&["admin"]);
/// assert!(matches!(rule.decide(&Facts::of(&alice)), Decision::Allowed));
/// assert!(matches!(rule.decide(&Facts::anonymous()), Decision::Denied(_)));
/// # Ok::<(), auth_core::IdentityError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    caller: Caller<'a>,
}

/// Who is calling, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Caller<'a> {
    /// The request presents no credentials.
    Anonymous,
    /// The credentials were good.
    Known(&'a Identity),
    /// The credentials have not been looked at.
    Unknown,
}

impl<'a> Facts<'a> {
    /// The facts of a request that presents no credentials.
    #[must_use]
    pub const fn anonymous() -> Self {
        Self { caller: Caller::Anonymous }
    }

    /// The facts of a request by `identity`.
    #[must_use]
    pub const fn of(identity: &'a Identity) -> Self {
        Self { caller: Caller::Known(identity) }
    }

    /// The facts of a request whose credentials have not been looked at: nothing that depends on the caller is decided.
    #[must_use]
    pub const fn unauthenticated() -> Self {
        Self { caller: Caller::Unknown }
    }

    pub(crate) const fn caller(&self) -> Caller<'a> {
        self.caller
    }
}
