//! The expected result of a request, by the declared rules.

use std::fmt::{self, Display, Formatter};

use http::StatusCode;

use crate::access::Access;
use crate::policy::facts::Caller;
use crate::policy::{Decision, Denial, Facts, Rule};

/// The credentials of a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Presented {
    /// None.
    Nothing,
    /// Credentials that no issuer made.
    Invalid,
    /// Those of the caller in the facts, after their end.
    Expired,
    /// Those of the caller in the facts.
    Good,
}

/// The expected result of a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Expected {
    /// The handler runs.
    LetIn,
    /// The request is rejected with this status.
    Rejected(StatusCode),
    /// The handler runs, or the request is rejected: a `check(…)` decides.
    CheckDecides,
    /// The handler runs, unless one of its arguments needs good credentials.
    LetInOr401,
}

impl Expected {
    /// Decides the attributes of a route in their order, as the enforcement point does.
    pub(super) fn of(access: &[Access], facts: &Facts<'_>, presented: Presented) -> Self {
        let mut expected = match presented {
            Presented::Invalid | Presented::Expired => Self::LetInOr401,
            Presented::Nothing | Presented::Good => Self::LetIn,
        };
        for attribute in access {
            let Some(rule) = attribute.rule().filter(|_| attribute.is_enforced()) else { continue };
            match decide(rule, facts, presented) {
                Self::Rejected(_) if attribute.is_concealed() => {
                    return Self::Rejected(StatusCode::NOT_FOUND);
                }
                rejected @ Self::Rejected(_) => return rejected,
                Self::CheckDecides => expected = Self::CheckDecides,
                Self::LetIn | Self::LetInOr401 => {}
            }
        }
        expected
    }
}

/// Decides a rule that is enforced.
fn decide(rule: &Rule, facts: &Facts<'_>, presented: Presented) -> Expected {
    // A rule that is lost without a caller is lost for every caller. A rule that holds without one
    // needs no credentials, but no bad ones either.
    match rule.decide(&facts.with_caller(Caller::Unknown)) {
        Decision::Denied(denial) => return Expected::Rejected(status(&denial)),
        Decision::Allowed if presented == Presented::Nothing => return Expected::LetIn,
        Decision::Allowed | Decision::Undecided => {}
    }
    match (rule.decide(facts), presented) {
        (_, Presented::Invalid | Presented::Expired) => {
            Expected::Rejected(StatusCode::UNAUTHORIZED)
        }
        (Decision::Allowed, _) => Expected::LetIn,
        (_, Presented::Nothing) => Expected::Rejected(StatusCode::UNAUTHORIZED),
        (Decision::Denied(denial), Presented::Good) => Expected::Rejected(status(&denial)),
        (Decision::Undecided, Presented::Good) => Expected::CheckDecides,
    }
}

/// Returns the status of a caller who is known: 401 if a new login would help.
fn status(denial: &Denial) -> StatusCode {
    match denial.step_up() {
        Some(_) => StatusCode::UNAUTHORIZED,
        None => StatusCode::FORBIDDEN,
    }
}

impl Display for Expected {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::LetIn => f.write_str("let in"),
            Self::Rejected(status) => write!(f, "rejected with {}", status.as_u16()),
            Self::CheckDecides => f.write_str("let in or rejected, as a `check(…)` decides"),
            Self::LetInOr401 => f.write_str("let in, or rejected with 401"),
        }
    }
}
