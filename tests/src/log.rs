//! Collected events of the log.

use std::io;
use std::sync::{Arc, Mutex, Once};

use tracing::Subscriber;
use tracing_subscriber::fmt::MakeWriter;

/// The messages of events about state that is not shared.
const UNSHARED: [&str; 3] = [
    "a second `Auth` of the same authenticators was built",
    "revoked in this `Auth` only",
    "keys were replaced in this `Jwt` only",
];

/// The target of events that explain a denial, in several lines each.
const EXPLANATION: &str = "auth_core::explanation";

/// Collects the log, one event a line.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Runs `work` with everything that it logs collected here.
    pub fn collect<T>(&self, work: impl FnOnce() -> T) -> T {
        tracing::subscriber::with_default(self.subscriber(), work)
    }

    /// Collects here what this thread logs from now on: for a worker thread of a server.
    pub fn follow(&self) {
        std::mem::forget(tracing::subscriber::set_default(self.subscriber()));
    }

    fn subscriber(&self) -> impl Subscriber + Send + Sync + 'static {
        // If a thread without a subscriber reached an event first, the event would be disabled for
        // this thread, too.
        static INTERESTED: Once = Once::new();
        INTERESTED.call_once(|| {
            let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry());
        });
        tracing_subscriber::fmt()
            .with_writer(self.clone())
            .with_ansi(false)
            .without_time()
            .with_max_level(tracing::Level::TRACE)
            .finish()
    }

    /// Returns the events of this project, one a line, except explanations and events about state
    /// that is not shared.
    ///
    /// Tests of one process build many `Auth`s at one time, and each may be another's second one.
    pub fn events(&self) -> Vec<String> {
        let mut events = self.all_events();
        events.retain(|event| {
            !event.contains(EXPLANATION) && !UNSHARED.iter().any(|text| event.contains(text))
        });
        events
    }

    /// Returns all events of this project, one a line.
    pub fn all_events(&self) -> Vec<String> {
        self.text().lines().filter(|line| line.contains("auth_core")).map(str::to_owned).collect()
    }

    /// Returns the whole log.
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
