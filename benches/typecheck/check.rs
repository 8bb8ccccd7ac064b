//! One `cargo check` of one crate, and what it took.

use std::process::Command;
use std::time::Instant;

use crate::generate::{Guard, Workspace};

/// In seconds. The processor's are steadier when other programs run.
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

/// The processor time of all finished children, where the system tells (Linux: in hundredths of a second).
fn children() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field is the program's name in parentheses, which may hold anything; user and system time of the
    // children are the fourteenth and fifteenth after it.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let hundredths: Vec<f64> =
        fields.skip(13).take(2).filter_map(|field| field.parse().ok()).collect();
    if hundredths.len() == 2 { hundredths.iter().sum::<f64>() / 100.0 } else { f64::NAN }
}
