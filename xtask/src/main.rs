//! Runs the development commands of this repository: `cargo xtask COMMAND [ARGUMENT …]`.

use std::env;
use std::process::{Command, ExitCode};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A command with its purpose and its steps.
///
/// A step is a program with its arguments, after the variables (`NAME=value`) that it gets.
/// Further arguments of the command line go to the last step.
struct Task {
    name: &'static str,
    purpose: &'static str,
    steps: &'static [&'static str],
}

const fn task(name: &'static str, purpose: &'static str, steps: &'static [&'static str]) -> Task {
    Task { name, purpose, steps }
}

const TASKS: &[Task] = &[
    task("ci", "everything that must hold before a change lands", &["bash .ci/run"]),
    task(
        "test",
        "all tests, or those whose names contain the argument",
        &["cargo test --locked --workspace --exclude benches --exclude load"],
    ),
    task(
        "lint",
        "formatting and clippy",
        &[
            "cargo fmt --all --check",
            "cargo clippy --locked --workspace --all-targets --all-features -- -D warnings",
        ],
    ),
    task(
        "doc",
        "the API documentation; its warnings are errors",
        &["RUSTDOCFLAGS=-Dwarnings cargo doc --locked --no-deps -p auth-core -p auth-macros \
             -p auth-redis --all-features"],
    ),
    task(
        "bless",
        "updates the expansions, the compiler messages and docs/compile-errors.md",
        &[
            "TRYBUILD=overwrite cargo test --locked -p compile-tests mistakes",
            "TRYBUILD=overwrite cargo test --locked -p frameworks --test ui",
            "UPDATE_SNAPSHOTS=1 cargo test --locked -p auth-macros",
        ],
    ),
    task(
        "prose",
        "the language of comments and documents; `--summary` prints figures only",
        &["python3 .ci/prose"],
    ),
    task(
        "imports",
        "cycles and upward imports between files; `--graph` prints all imports",
        &["python3 .ci/imports"],
    ),
    task(
        "bench",
        "speed and memory of requests; `-- --quick` takes seconds",
        &["cargo bench --locked -p benches --bench requests"],
    ),
    task(
        "typecheck",
        "the cost of type checking guarded handlers",
        &["cargo bench --locked -p benches --bench typecheck"],
    ),
    task("load", "load over sockets", &["cargo run --release --locked -p load"]),
    task("fuzz", "the fuzz targets: `fuzz [SECONDS [TARGET …]]`", &["bash .ci/fuzz"]),
];

/// Returns the program of a step with its variables and arguments, in the root of the repository.
fn command(step: &str) -> Option<Command> {
    let is_variable = |word: &&str| word.contains('=');
    let words = || step.split_whitespace();
    let variables = words().take_while(is_variable).filter_map(|word| word.split_once('='));
    let mut words = words().skip_while(is_variable);
    let mut command = Command::new(words.next()?);
    command.args(words).envs(variables).current_dir(ROOT);
    Some(command)
}

fn usage() {
    eprintln!("cargo xtask COMMAND [ARGUMENT …]\n");
    for task in TASKS {
        eprintln!("  {:<10} {}", task.name, task.purpose);
    }
}

/// Runs the steps of `task` up to the first that fails.
fn run(task: &Task, arguments: &[String]) -> Result<(), String> {
    for (number, step) in task.steps.iter().enumerate() {
        let mut command =
            command(step).ok_or_else(|| format!("`{}` has an empty step", task.name))?;
        if number + 1 == task.steps.len() {
            command.args(arguments);
        }
        let status = command.status().map_err(|error| format!("`{step}`: {error}"))?;
        if !status.success() {
            return Err(format!("`{step}`: {status}"));
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let Some((task, arguments)) = arguments
        .split_first()
        .and_then(|(name, rest)| Some((TASKS.iter().find(|task| task.name == name)?, rest)))
    else {
        usage();
        return ExitCode::FAILURE;
    };
    match run(task, arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
