//! An audit log: one line of JSON for each decision, written by a thread of its own.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::thread;

use serde_json::{Value, json};
use tracing::{Level, event};

use crate::observer::decided::causes;
use crate::observer::{Decided, Observer, Outcome};

/// The maximum number of lines that wait for the writer.
const CAPACITY: usize = 4_096;

/// The maximum number of characters of a path in a line.
const MAX_PATH: usize = 256;

/// An observer that writes rejections, one JSON object a line.
///
/// Each line has those of these members that apply. Later releases may add members.
///
/// | member | value |
/// |---|---|
/// | `time` | seconds since 1970, by the clock of the `Auth` |
/// | `outcome` | `allowed`, `unauthorized`, `forbidden`, `unavailable` |
/// | `enforced` | `false` under `report_only`, else `true` |
/// | `status`, `code` | the status and the [code](crate::Rejection::code) of the rejection |
/// | `error` | the causes of the rejection, never with a token |
/// | `policy`, `unmet` | the name of the policy, and its unmet requirements |
/// | `issuer`, `subject` | the caller, if the decision depends on one and the credentials are good |
/// | `method`, `route` | the method, and the pattern of the route |
/// | `path` | in place of `route`, if there is no pattern: the first 256 characters, without query |
/// | `dropped` | alone in a line: the number of lines that are missing here |
///
/// A request never waits for the writer. At most 4,096 lines wait in memory, and further ones are
/// dropped and counted. A line that the writer fails to write is dropped, too.
/// If the writer panics, the lines that wait are lost.
///
/// ```
/// # use auth_core::{Auth, authn::Authenticator};
/// use auth_core::observer::JsonLines;
///
/// # fn example(sessions: impl Authenticator) -> Result<(), Box<dyn std::error::Error>> {
/// let audit = JsonLines::new(std::io::stderr())?;
/// let auth = Auth::builder().authenticator(sessions).observer(audit.clone()).build()?;
/// // … serve, and after the last request:
/// audit.flush()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct JsonLines {
    queue: SyncSender<Message>,
    dropped: Arc<Dropped>,
    writes_allowed: bool,
}

enum Message {
    Line(String),
    /// Asks for the lines so far to be written, and for the result.
    Flush(SyncSender<io::Result<()>>),
}

/// The numbers of dropped lines.
#[derive(Default)]
struct Dropped {
    total: AtomicU64,
    /// Those that no line tells of yet.
    untold: AtomicU64,
}

impl Dropped {
    fn count(&self) {
        #[cfg(feature = "metrics")]
        metrics::counter!("auth_audit_dropped_total").increment(1);
        self.untold.fetch_add(1, Ordering::Relaxed);
        if self.total.fetch_add(1, Ordering::Relaxed) == 0 {
            event!(
                target: "auth_core",
                Level::ERROR,
                "the audit log drops lines: its writer is too slow, or fails"
            );
        }
    }
}

impl JsonLines {
    /// Starts a thread that writes to `writer`. The thread ends, after it has written the lines
    /// that wait, when the last clone of this observer is dropped.
    ///
    /// # Errors
    ///
    /// The error of the system, if it starts no thread.
    pub fn new(writer: impl Write + Send + 'static) -> io::Result<Self> {
        Self::with_capacity(CAPACITY, writer)
    }

    fn with_capacity(capacity: usize, writer: impl Write + Send + 'static) -> io::Result<Self> {
        let (queue, lines) = sync_channel(capacity);
        let dropped = Arc::new(Dropped::default());
        let output = Output { writer, dropped: Arc::clone(&dropped), is_torn: false };
        thread::Builder::new()
            .name("auth-audit".to_owned())
            .spawn(move || output.write_all(&lines))?;
        Ok(Self { queue, dropped, writes_allowed: false })
    }

    /// Writes allowed decisions, too. Default: rejections only.
    #[must_use]
    pub fn with_allowed(mut self) -> Self {
        self.writes_allowed = true;
        self
    }

    /// Returns the number of lines that were dropped since the start.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.total.load(Ordering::Relaxed)
    }

    /// Waits until the lines so far are written. Call it before the program ends, outside of async
    /// code.
    ///
    /// # Errors
    ///
    /// The error of the writer's `flush`, or `BrokenPipe` if the writer panicked.
    pub fn flush(&self) -> io::Result<()> {
        let (result, flushed) = sync_channel(1);
        let ended = || io::Error::from(io::ErrorKind::BrokenPipe);
        self.queue.send(Message::Flush(result)).map_err(|_| ended())?;
        flushed.recv().map_err(|_| ended())?
    }
}

impl Observer for JsonLines {
    fn decided(&self, decided: &Decided<'_>) {
        if decided.outcome() == Outcome::Allowed && !self.writes_allowed {
            return;
        }
        match self.queue.try_send(Message::Line(line(decided))) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => self.dropped.count(),
        }
    }
}

/// Returns the line of a decision, with its end.
///
/// JSON escapes control characters: text of a client starts no line.
fn line(decided: &Decided<'_>) -> String {
    let identity = decided.identity();
    let path = decided.path().map(|path| path.chars().take(MAX_PATH).collect::<String>());
    let members = [
        ("time", Some(json!(decided.time().as_secs()))),
        ("outcome", Some(json!(decided.outcome().as_str()))),
        ("enforced", Some(json!(decided.is_enforced()))),
        ("status", decided.status().map(|status| json!(status.as_u16()))),
        ("code", decided.code().map(Value::from)),
        ("error", decided.reason().and_then(causes).map(Value::from)),
        ("policy", decided.policy().map(Value::from)),
        ("unmet", decided.denial().map(|denial| json!(denial.to_string()))),
        ("issuer", identity.map(|identity| json!(identity.issuer()))),
        ("subject", identity.map(|identity| json!(identity.subject()))),
        ("method", decided.method().map(Value::from)),
        ("route", decided.route().map(Value::from)),
        ("path", path.map(Value::from)),
    ];
    let present = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let mut line = Value::Object(present.collect()).to_string();
    line.push('\n');
    line
}

/// The thread's side of the audit log.
struct Output<W> {
    writer: W,
    dropped: Arc<Dropped>,
    /// `true` after a write failed: a part of a line may have been written.
    is_torn: bool,
}

impl<W: Write> Output<W> {
    fn write_all(mut self, lines: &Receiver<Message>) {
        loop {
            let message = match lines.try_recv() {
                Ok(message) => message,
                Err(TryRecvError::Disconnected) => break,
                // The writer may buffer: a line must not wait for the next one.
                Err(TryRecvError::Empty) => {
                    let _ = self.writer.flush();
                    let Ok(message) = lines.recv() else { break };
                    message
                }
            };
            match message {
                Message::Line(line) => self.write_line(&line),
                // If the caller no longer waits, there is no reader of the result.
                Message::Flush(result) => drop(result.send(self.writer.flush())),
            }
        }
        let _ = self.writer.flush();
    }

    fn write_line(&mut self, line: &str) {
        let lost = self.dropped.untold.swap(0, Ordering::Relaxed);
        if lost > 0 && self.try_write(&format!("{{\"dropped\":{lost}}}\n")).is_err() {
            self.dropped.untold.fetch_add(lost, Ordering::Relaxed);
        }
        if self.try_write(line).is_err() {
            self.dropped.count();
        }
    }

    fn try_write(&mut self, line: &str) -> io::Result<()> {
        let end_of_torn_line: &[u8] = if self.is_torn { b"\n" } else { b"" };
        self.is_torn = true;
        self.writer.write_all(end_of_torn_line)?;
        self.writer.write_all(line.as_bytes())?;
        self.is_torn = false;
        Ok(())
    }
}

impl fmt::Debug for JsonLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").field("dropped", &self.dropped()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
