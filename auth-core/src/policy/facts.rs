//! What a rule is decided on.

use std::net::IpAddr;

use crate::identity::Identity;
use crate::request::path::PathParameters;
use crate::time::Timestamp;

/// What is known of one request when a rule is decided.
///
/// ```
/// use auth_core::Identity;
/// use auth_core::policy::{Decision, Facts, Rule};
///
/// let alice = Identity::builder("https://issuer.example", "alice").role("admin").build()?;
/// let rule = Rule::role(&["admin"]);
/// assert!(matches!(rule.decide(&Facts::of(&alice)), Decision::Allowed));
/// assert!(matches!(rule.decide(&Facts::anonymous()), Decision::Denied(_)));
/// # Ok::<(), auth_core::identity::IdentityError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Facts<'a> {
    address: Option<IpAddr>,
    caller: Caller<'a>,
    checks: &'a [Option<bool>],
    now: Option<Timestamp>,
    path: Option<&'a PathParameters>,
    user_issuer: Option<&'a str>,
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
    const fn new(caller: Caller<'a>) -> Self {
        Self { address: None, caller, checks: &[], now: None, path: None, user_issuer: None }
    }

    /// The facts of a request that presents no credentials.
    pub const fn anonymous() -> Self {
        Self::new(Caller::Anonymous)
    }

    /// The facts of a request by `identity`.
    pub const fn of(identity: &'a Identity) -> Self {
        Self::new(Caller::Known(identity))
    }

    /// The facts of a request whose credentials have not been looked at: nothing that depends on the caller is decided.
    pub const fn unauthenticated() -> Self {
        Self::new(Caller::Unknown)
    }

    /// When it is decided. Without it, `max_age` does not hold where a rule is decided by [`Rule::decide`](crate::policy::Rule::decide);
    /// [`check`](Self::check) asks the clock.
    pub const fn with_now(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// Where the request comes from. Without it, no `ip` holds.
    pub const fn with_address(mut self, address: IpAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// What the route found in the path. Without it, no comparison with a path parameter holds.
    pub const fn with_path(mut self, path: &'a PathParameters) -> Self {
        self.path = Some(path);
        self
    }

    /// Whose subjects are the application's users: `subject` is unmet for callers of other issuers. Without it, `subject` is that of an
    /// [`Identity::user`].
    pub const fn with_user_issuer(mut self, issuer: &'a str) -> Self {
        self.user_issuer = Some(issuer);
        self
    }

    pub(crate) const fn with_caller(mut self, caller: Caller<'a>) -> Self {
        self.caller = caller;
        self
    }

    /// What the handler's own checks came to, as far as they were made, in the order of the rule.
    pub(crate) const fn with_checks(mut self, checks: &'a [Option<bool>]) -> Self {
        self.checks = checks;
        self
    }

    pub(crate) const fn address(&self) -> Option<IpAddr> {
        self.address
    }

    pub(crate) const fn caller(&self) -> Caller<'a> {
        self.caller
    }

    pub(crate) fn answer(&self, index: usize) -> Option<bool> {
        self.checks.get(index).copied().flatten()
    }

    pub(crate) const fn identity(&self) -> Option<&'a Identity> {
        match self.caller {
            Caller::Known(identity) => Some(identity),
            Caller::Anonymous | Caller::Unknown => None,
        }
    }

    pub(crate) const fn now(&self) -> Option<Timestamp> {
        self.now
    }

    pub(crate) const fn path(&self) -> Option<&'a PathParameters> {
        self.path
    }

    pub(crate) const fn user_issuer(&self) -> Option<&'a str> {
        self.user_issuer
    }
}
