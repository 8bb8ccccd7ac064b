//! The outcome of a suite: the differences between an application and its declared rules.

use std::fmt::{self, Display, Formatter};

/// A response that is not the one of the declared rules. Prints itself on one line.
#[derive(Clone, Debug)]
pub struct Mismatch {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) caller: String,
    pub(super) expected: String,
    pub(super) received: String,
}

impl Mismatch {
    /// Returns the method of the request.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the path of the request.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the caller in words.
    #[must_use]
    pub fn caller(&self) -> &str {
        &self.caller
    }

    /// Returns the result by the declared rules, such as `let in` or `rejected with 403`.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// Returns the result of the application.
    #[must_use]
    pub fn received(&self) -> &str {
        &self.received
    }
}

impl Display for Mismatch {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { method, path, caller, expected, received } = self;
        write!(f, "{method} {path}, {caller}: expected {expected}; received {received}")
    }
}

/// The outcome of a [`Suite`](crate::testing::Suite). Prints itself with a line for each finding.
#[derive(Clone, Debug, Default)]
#[must_use = "an outcome has no effect unless it is asserted"]
pub struct Outcome {
    pub(super) requests: usize,
    pub(super) mismatches: Vec<Mismatch>,
    pub(super) unreached: Vec<String>,
    pub(super) untested: Vec<String>,
}

impl Outcome {
    /// Returns the number of requests.
    #[must_use]
    pub const fn requests(&self) -> usize {
        self.requests
    }

    /// Returns the responses that are not those of the declared rules.
    #[must_use]
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.mismatches
    }

    /// Returns the routes that no caller reached, each with the reason.
    #[must_use]
    pub fn unreached(&self) -> &[String] {
        &self.unreached
    }

    /// Returns the callers on whom the suite has no opinion, each with the reason: a `check(…)`
    /// decides, or the caller cannot be made.
    #[must_use]
    pub fn untested(&self) -> &[String] {
        &self.untested
    }

    /// Returns `true` if a request was sent, and there is no mismatch and no unreached route.
    #[must_use]
    pub const fn is_good(&self) -> bool {
        self.requests > 0 && self.mismatches.is_empty() && self.unreached.is_empty()
    }

    /// Panics unless the outcome [is good](Self::is_good).
    ///
    /// # Panics
    ///
    /// With all findings.
    #[track_caller]
    pub fn assert(&self) {
        assert!(self.is_good(), "the application differs from its report\n{self}");
    }
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { requests, mismatches, unreached, untested } = self;
        mismatches.iter().try_for_each(|mismatch| writeln!(f, "DIFFERENT {mismatch}"))?;
        unreached.iter().try_for_each(|route| writeln!(f, "UNREACHED {route}"))?;
        untested.iter().try_for_each(|caller| writeln!(f, "UNTESTED {caller}"))?;
        write!(
            f,
            "{requests} requests: {} different, {} routes unreached, {} callers untested",
            mismatches.len(),
            unreached.len(),
            untested.len()
        )
    }
}
