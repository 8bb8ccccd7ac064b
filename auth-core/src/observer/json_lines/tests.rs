//! Lines, their order, and writers that block or fail.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use http::StatusCode;

use super::*;
use crate::identity::Identity;
use crate::observer::Rejected;
use crate::policy::{Policy, Rule, named};
use crate::request::target::Target;
use crate::time::Timestamp;

/// A writer that keeps the bytes of all writes.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A writer that announces its first write, and then waits for the test.
struct Stuck {
    arrived: Sender<()>,
    go_on: Receiver<()>,
    then: Kept,
}

impl Write for Stuck {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.arrived.send(());
        // An error tells that the test goes on for good.
        let _ = self.go_on.recv();
        self.then.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A writer whose first write is cut short by an error.
struct Torn {
    writes: usize,
    then: Kept,
}

impl Write for Torn {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writes += 1;
        match self.writes {
            1 => self.then.write(b"\"torn\""),
            2 => Err(io::Error::other("the disk is full")),
            _ => self.then.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Admins;

impl Policy for Admins {
    const RULE: Rule = Rule::role("admin");
}

/// Returns an allowed decision.
fn allowed<'a>(identity: Option<&'a Identity>, path: &'a str) -> Decided<'a> {
    Decided {
        policy: Some(named::<Admins>()),
        is_enforced: true,
        identity,
        target: Some(Target::new("GET", None, path)),
        time: Timestamp::from_secs(7),
        rejected: None,
    }
}

/// Returns a rejection.
fn rejected<'a>(identity: Option<&'a Identity>, path: &'a str) -> Decided<'a> {
    Decided {
        rejected: Some(Rejected {
            outcome: Outcome::Forbidden,
            status: StatusCode::FORBIDDEN,
            code: "forbidden",
            denial: None,
            reason: &fmt::Error,
        }),
        ..allowed(identity, path)
    }
}

fn policy() -> Value {
    json!(allowed(None, "").policy())
}

#[test]
fn line_has_the_documented_members() {
    let kept = Kept::default();
    let audit = JsonLines::new(kept.clone()).unwrap();
    let alice = Identity::builder("https://i", "a\"},\u{85}{\"").build().unwrap();
    audit.decided(&allowed(Some(&alice), "/x"));
    audit.decided(&rejected(Some(&alice), &"é".repeat(300)));
    audit.flush().unwrap();
    let line = json!({
        "time": 7, "outcome": "forbidden", "enforced": true, "status": 403, "code": "forbidden",
        "policy": policy(), "issuer": "https://i", "subject": "a\"},\u{85}{\"", "method": "GET",
        "path": "é".repeat(256),
    });
    assert_eq!(kept.lines(), [line]);
}

#[test]
fn allowed_decisions_are_written_by_choice() {
    let kept = Kept::default();
    let audit = JsonLines::new(kept.clone()).unwrap().with_allowed();
    audit.decided(&allowed(None, "/x"));
    audit.flush().unwrap();
    let line = json!({
        "time": 7, "outcome": "allowed", "enforced": true, "policy": policy(), "method": "GET",
        "path": "/x",
    });
    assert_eq!(kept.lines(), [line]);
}

#[test]
fn stuck_writer_drops_and_counts_and_never_blocks() {
    let kept = Kept::default();
    let (arrived, has_arrived) = channel();
    let (release, go_on) = channel();
    let audit = JsonLines::with_capacity(2, Stuck { arrived, go_on, then: kept.clone() }).unwrap();
    audit.decided(&rejected(None, "/stuck"));
    has_arrived.recv().unwrap();
    // The writer holds one line. Two more wait, and the rest is dropped.
    for _ in 0..5 {
        audit.decided(&rejected(None, "/x"));
    }
    assert_eq!(audit.dropped(), 3);
    drop(release);
    audit.flush().unwrap();
    let lines = kept.lines();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[1], json!({ "dropped": 3 }));
    assert_eq!(audit.dropped(), 3);
}

#[test]
fn line_after_a_failed_write_is_whole() {
    let kept = Kept::default();
    let audit = JsonLines::new(Torn { writes: 0, then: kept.clone() }).unwrap();
    audit.decided(&rejected(None, "/lost"));
    audit.flush().unwrap();
    assert_eq!(audit.dropped(), 1);
    audit.decided(&rejected(None, "/x"));
    audit.flush().unwrap();
    let lines = kept.lines();
    assert_eq!((&lines[0], &lines[1]), (&json!("torn"), &json!({ "dropped": 1 })));
    assert_eq!((lines.len(), &lines[2]["path"]), (3, &json!("/x")));
}

#[test]
fn writer_that_panics_drops_lines_and_fails_the_flush() {
    struct Panicking;

    impl Write for Panicking {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            panic!("a writer panics")
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let audit = JsonLines::new(Panicking).unwrap();
    audit.decided(&rejected(None, "/x"));
    assert_eq!(audit.flush().unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    audit.decided(&rejected(None, "/y"));
    assert_eq!(audit.dropped(), 1);
}
