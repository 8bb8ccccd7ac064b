//! The facts that a rule reads, so that an adapter collects no others.

use crate::policy::requirement::Requirement;

/// The facts that a rule reads.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "one for each kind of fact")]
pub(crate) struct RuleInputs {
    /// The client address.
    pub(crate) address: bool,
    /// Path parameters.
    pub(crate) path: bool,
    /// The current time.
    pub(crate) time: bool,
    /// A requirement that may be decided before authentication, such as the client address.
    pub(crate) before_authentication: bool,
    /// The number of `check(…)` requirements, which the handler answers.
    pub(crate) checks: usize,
}

impl RuleInputs {
    /// The inputs of a rule that reads no fact.
    pub(crate) const NONE: Self =
        Self { address: false, path: false, time: false, before_authentication: false, checks: 0 };

    /// Returns the inputs of one requirement.
    pub(crate) const fn of(requirement: &Requirement) -> Self {
        let none = Self::NONE;
        match requirement {
            Requirement::Acr(_)
            | Requirement::Authenticated
            | Requirement::Grant(_)
            | Requirement::Issuer(_) => none,
            Requirement::Check(_) => Self { before_authentication: true, checks: 1, ..none },
            Requirement::Comparison(comparison) => {
                let path = comparison.names_path();
                Self { path, before_authentication: path, ..none }
            }
            Requirement::Empty(_) | Requirement::Never => {
                Self { before_authentication: true, ..none }
            }
            Requirement::Ip(_) => Self { address: true, before_authentication: true, ..none },
            Requirement::MaxAge(_) => Self { time: true, ..none },
        }
    }

    /// Returns the inputs of two rules together.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            address: self.address || other.address,
            path: self.path || other.path,
            time: self.time || other.time,
            before_authentication: self.before_authentication || other.before_authentication,
            checks: self.checks.saturating_add(other.checks),
        }
    }

    /// Returns `true` for a fact that only a request has: an address or a path parameter.
    pub(crate) const fn needs_request(self) -> bool {
        self.address || self.path
    }
}
