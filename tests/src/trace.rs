//! The parts of an application that a request reached.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The parts that a request reached, shared between the test, the body and the handler.
#[derive(Clone, Debug, Default)]
pub struct Trace(Arc<Flags>);

#[derive(Debug, Default)]
struct Flags {
    body: AtomicBool,
    extractor: AtomicBool,
    handler: AtomicBool,
}

impl Trace {
    /// Records that the body was polled.
    pub fn reach_body(&self) {
        self.0.body.store(true, Ordering::SeqCst);
    }

    /// Records that an extractor behind the guard ran.
    pub fn reach_extractor(&self) {
        self.0.extractor.store(true, Ordering::SeqCst);
    }

    /// Records that the handler ran.
    pub fn reach_handler(&self) {
        self.0.handler.store(true, Ordering::SeqCst);
    }

    /// Returns whether the body was polled.
    pub fn body(&self) -> bool {
        self.0.body.load(Ordering::SeqCst)
    }

    /// Returns whether an extractor behind the guard ran.
    pub fn extractor(&self) -> bool {
        self.0.extractor.load(Ordering::SeqCst)
    }

    /// Returns whether the handler ran.
    pub fn handler(&self) -> bool {
        self.0.handler.load(Ordering::SeqCst)
    }
}
