//! Runs `cargo check` for one crate, and measures the time.

use std::process::Command;
use std::time::Instant;

use crate::generate::{Guard, Workspace};

/// The time of a check, in seconds. The processor time varies less when other programs run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) elapsed: f64,
    pub(crate) processor: f64,
}

pub(crate) fn check(workspace: &Workspace, guard: &Guard) -> Cost {
    let mut command = Command::new(env!("CARGO"));
    command.args(["check", "--package", guard.package]).current_dir(&workspace.root);
    command.env("CARGO_TARGET_DIR", workspace.root.join("target")).env("CARGO_INCREMENTAL", "0");
    let (start, processor) = (Instant::now(), children());
    let output = command.output().expect("cargo starts");
    let cost = Cost { elapsed: start.elapsed().as_secs_f64(), processor: children() - processor };
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{messages}");
    assert!(messages.contains(guard.package), "{} was not checked anew: {messages}", guard.package);
    cost
}

/// Returns the processor time of all finished children, if the system reports it (Linux: in
/// hundredths of a second).
fn children() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field is the program's name in parentheses, with any characters. User and system
    // time of the children are the fourteenth and fifteenth field after it.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let hundredths: Vec<f64> =
        fields.skip(13).take(2).filter_map(|field| field.parse().ok()).collect();
    if hundredths.len() == 2 { hundredths.iter().sum::<f64>() / 100.0 } else { f64::NAN }
}
