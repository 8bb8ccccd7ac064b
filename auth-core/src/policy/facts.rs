//! The facts that a rule is decided on.

use std::net::IpAddr;

use crate::identity::Identity;
use crate::request::path::PathParameters;
use crate::time::Timestamp;

/// Facts about one request. A rule is decided on them.
///
/// ```
/// use auth_core::Identity;
/// use auth_core::policy::{Decision, Facts, Rule};
///
/// let alice = Identity::builder("https://issuer.example", "alice").role("admin").build()?;
/// let rule = Rule::role("admin");
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

/// State of the request's authentication.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Caller<'a> {
    /// The request presents no credentials.
    Anonymous,
    /// The credentials are valid.
    Known(&'a Identity),
    /// The credentials have not been verified yet.
    Unknown,
}

impl<'a> Facts<'a> {
    const fn new(caller: Caller<'a>) -> Self {
        Self { address: None, caller, checks: &[], now: None, path: None, user_issuer: None }
    }

    /// Creates the facts of a request that presents no credentials.
    pub const fn anonymous() -> Self {
        Self::new(Caller::Anonymous)
    }

    /// Creates the facts of a request by `identity`.
    pub const fn of(identity: &'a Identity) -> Self {
        Self::new(Caller::Known(identity))
    }

    /// Creates the facts of a request with credentials that are not verified yet. A requirement on
    /// the caller stays undecided.
    pub const fn unauthenticated() -> Self {
        Self::new(Caller::Unknown)
    }

    /// Sets the time of the decision. Default: `max_age` does not hold in
    /// [`Rule::decide`](crate::policy::Rule::decide), and [`check`](Self::check) reads the clock.
    pub const fn with_now(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// Sets the client address. Default: no `ip` holds.
    pub const fn with_address(mut self, address: IpAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// Sets the path parameters. Default: no comparison with a path parameter holds.
    pub const fn with_path(mut self, path: &'a PathParameters) -> Self {
        self.path = Some(path);
        self
    }

    /// Sets the issuer of the application's users. `subject` is unmet for callers of
    /// other issuers. Default: `subject` is that of an [`Identity::user`].
    pub const fn with_user_issuer(mut self, issuer: &'a str) -> Self {
        self.user_issuer = Some(issuer);
        self
    }

    pub(crate) const fn with_caller(mut self, caller: Caller<'a>) -> Self {
        self.caller = caller;
        self
    }

    /// Sets the results of the handler's checks, in the order of the rule. `None` stands for a
    /// check that was not evaluated.
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
