//! A message that is logged once.

use std::sync::atomic::{AtomicBool, Ordering};

/// The state of a message that is logged once: at first, it was not logged.
#[derive(Debug, Default)]
pub(crate) struct LogOnce(AtomicBool);

impl LogOnce {
    /// Returns `true` if the message was logged. Writes no memory that threads share.
    pub(crate) fn is_done(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Returns `true` at the first call.
    pub(crate) fn is_first(&self) -> bool {
        !self.is_done() && !self.0.swap(true, Ordering::Relaxed)
    }
}
