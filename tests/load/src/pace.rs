//! The progress of a run: the number of its responses, and the changes that they may see.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The progress of a run, shared by all clients.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// The number of changes that were begun, and of those that were completed.
    begun: AtomicUsize,
    completed: AtomicUsize,
    answers: AtomicUsize,
}

impl Pace {
    /// Returns the number of changes that count for a request from now on.
    pub(crate) fn sent(&self) -> usize {
        self.completed.load(Ordering::SeqCst)
    }

    /// Counts a response. Returns the number of changes that may count for it.
    pub(crate) fn answered(&self) -> usize {
        let last = self.begun.load(Ordering::SeqCst);
        self.answers.fetch_add(1, Ordering::SeqCst);
        last
    }

    /// Returns the number of responses so far.
    pub(crate) fn answers(&self) -> usize {
        self.answers.load(Ordering::SeqCst)
    }

    /// Makes a change as soon as this number of responses was received.
    pub(crate) async fn change(&self, change: usize, begin: usize, making: impl Future) {
        while self.answers() < begin {
            tokio::task::yield_now().await;
        }
        self.begun.store(change, Ordering::SeqCst);
        making.await;
        self.completed.store(change, Ordering::SeqCst);
    }
}
