//! The causes that one `Auth` has logged: each is logged once, however many requests meet it.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// The greatest number of causes that are remembered.
///
/// SECURITY: a client that finds a way to make up causes fills neither the memory nor the log.
const MOST: usize = 1_024;

/// The causes that were logged.
#[derive(Debug, Default)]
pub(crate) struct Causes(Mutex<HashSet<(&'static str, Box<str>)>>);

impl Causes {
    /// Returns whether `cause` was not met before. `detail` tells causes of one kind apart: a policy, a network, an issuer.
    ///
    /// Returns `false` for every new cause once 1,024 are remembered.
    pub(crate) fn is_first(&self, cause: &'static str, detail: &str) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.len() < MOST && seen.insert((cause, Box::from(detail)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_first_with_a_cause_met_before_returns_false() {
        let causes = Causes::default();
        assert!(causes.is_first("a", "x") && causes.is_first("a", "y") && causes.is_first("b", "x"));
        assert!(!causes.is_first("a", "x") && !causes.is_first("b", "x"));
    }

    #[test]
    fn is_first_with_too_many_causes_returns_false() {
        let causes = Causes::default();
        let first = (0..5_000).filter(|number| causes.is_first("a", &number.to_string())).count();
        assert_eq!(first, MOST);
    }
}
