//! Values that a process should build once and clone. A second one of the same name is detected.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// The number of live values of each name.
static ALIVE: Mutex<BTreeMap<Box<str>, usize>> = Mutex::new(BTreeMap::new());

/// A live value of a name. Clones count as one value.
///
/// SECURITY: a server that builds an `Auth` in each worker revokes a token in one of them, and the
/// others still accept it.
#[derive(Debug)]
pub(crate) struct Shared {
    name: Box<str>,
    told: AtomicBool,
}

impl Shared {
    /// Counts a value, and calls `second` if it is the second one of its name.
    pub(crate) fn new(name: String, second: impl FnOnce(&str)) -> Self {
        let shared = Self { name: name.into_boxed_str(), told: AtomicBool::new(false) };
        let mut alive = ALIVE.lock().unwrap_or_else(PoisonError::into_inner);
        let count = alive.entry(shared.name.clone()).or_default();
        *count = count.saturating_add(1);
        let is_second = *count == 2;
        drop(alive);
        if is_second {
            second(&shared.name);
        }
        shared
    }

    /// Calls `tell` if another value of the name is alive, once for each value.
    pub(crate) fn expect_alone(&self, tell: impl FnOnce(&str)) {
        let count = {
            let alive = ALIVE.lock().unwrap_or_else(PoisonError::into_inner);
            alive.get(&self.name).copied().unwrap_or(1)
        };
        if count > 1 && !self.told.swap(true, Ordering::Relaxed) {
            tell(&self.name);
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let mut alive = ALIVE.lock().unwrap_or_else(PoisonError::into_inner);
        match alive.get_mut(&self.name) {
            Some(count) if *count > 1 => *count = count.saturating_sub(1),
            _ => drop(alive.remove(&self.name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(name: &str) -> (Shared, bool) {
        let mut was_second = false;
        let shared = Shared::new(name.to_owned(), |_| was_second = true);
        (shared, was_second)
    }

    fn is_alone(shared: &Shared) -> bool {
        let mut alone = true;
        shared.expect_alone(|_| alone = false);
        alone
    }

    #[test]
    fn second_value_of_a_name_is_noticed_once() {
        let (first, noticed) = shared("unit: a");
        assert!(!noticed && is_alone(&first));
        let (other, noticed) = shared("unit: b");
        assert!(!noticed && is_alone(&other));
        let (second, noticed) = shared("unit: a");
        assert!(noticed && !is_alone(&second) && !is_alone(&first));
        // Each value reports once.
        assert!(is_alone(&second) && is_alone(&first));
        let (_third, noticed) = shared("unit: a");
        assert!(!noticed);
    }

    #[test]
    fn value_that_was_dropped_does_not_count() {
        drop(shared("unit: c"));
        let (first, noticed) = shared("unit: c");
        assert!(!noticed && is_alone(&first));
        assert!(shared("unit: c").1);
        assert!(is_alone(&first));
        assert!(shared("unit: c").1);
    }
}
