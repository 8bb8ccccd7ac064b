//! One run of the user's tests, in a build with weaker guards.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The cfg that adds the weaker guards to auth-core. No dependency can switch it on.
const CFG: &str = "auth_core_mutants";

/// The command that runs the user's tests, and the folder of its build.
pub(crate) struct Tests {
    arguments: Vec<String>,
    folder: PathBuf,
}

/// The result of the tests with one weaker guard.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// So many tests failed. 0: the runner prints no numbers.
    Noticed(usize),
    Survived,
    /// The guard decides in no test, so that no test can notice.
    Unreached,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Noticed(0) => f.write_str("noticed"),
            Self::Noticed(1) => f.write_str("noticed by 1 test"),
            Self::Noticed(count) => write!(f, "noticed by {count} tests"),
            Self::Survived => f.write_str("SURVIVED"),
            Self::Unreached => f.write_str("SURVIVED, as no test reaches the guard"),
        }
    }
}

impl Tests {
    /// Returns the tests that the command of cargo in `arguments` runs. Default: `test --tests`.
    ///
    /// # Errors
    ///
    /// A message, if the current folder is in no package.
    pub(crate) fn new(arguments: &[String]) -> Result<Self, String> {
        let mut arguments = arguments.to_vec();
        if arguments.is_empty() {
            arguments = ["test", "--tests"].map(String::from).to_vec();
        }
        if arguments.first().is_some_and(|command| command == "test") {
            arguments.insert(1, "--no-fail-fast".to_owned());
        }
        Ok(Self { arguments, folder: workspace()?.join("target").join("auth-mutants") })
    }

    /// Returns the folder of the build. It is not shared with other builds.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs the tests with `mutant` as `AUTH_CORE_MUTANT`. The first run also builds them.
    ///
    /// # Errors
    ///
    /// A message, if cargo cannot be started.
    pub(crate) fn run(&self, mutant: &str, is_first: bool) -> Result<Outcome, String> {
        let (variable, flags) = flags();
        let output = cargo()
            .args(&self.arguments)
            .env("CARGO_TARGET_DIR", &self.folder)
            .env(variable, flags)
            .env("AUTH_CORE_MUTANT", mutant)
            .stdin(Stdio::null())
            .stderr(if is_first { Stdio::inherit() } else { Stdio::null() })
            .output()
            .map_err(|error| format!("cannot start cargo: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        if output.status.success() {
            return Ok(Outcome::Survived);
        }
        if is_first {
            println!("{text}");
        }
        Ok(Outcome::Noticed(text.lines().filter_map(failed).sum()))
    }
}

/// Returns the number of failed tests in a line of libtest:
/// `test result: FAILED. 3 passed; 2 failed; 0 ignored; …`.
fn failed(line: &str) -> Option<usize> {
    let parts = line.strip_prefix("test result: ")?.split("; ");
    parts.filter_map(|part| part.strip_suffix(" failed")).find_map(|number| number.parse().ok())
}

/// Returns the variable with the flags of rustc, and the flags of the user with the cfg added.
fn flags() -> (&'static str, OsString) {
    const ENCODED: &str = "CARGO_ENCODED_RUSTFLAGS";
    let (variable, space) =
        if env::var_os(ENCODED).is_some() { (ENCODED, "\u{1f}") } else { ("RUSTFLAGS", " ") };
    let mut flags = env::var_os(variable).unwrap_or_default();
    if !flags.is_empty() {
        flags.push(space);
    }
    flags.push(format!("--cfg{space}{CFG}"));
    (variable, flags)
}

fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Returns the root of the workspace that the current folder is in.
fn workspace() -> Result<PathBuf, String> {
    let output = cargo()
        .args(["locate-project", "--workspace", "--message-format", "plain"])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot start cargo: {error}"))?;
    let manifest = String::from_utf8_lossy(&output.stdout).into_owned();
    let root = Path::new(manifest.trim()).parent().map(Path::to_path_buf);
    root.filter(|_| output.status.success()).ok_or_else(|| "run it in a package".to_owned())
}

#[cfg(test)]
mod tests {
    use super::failed;

    #[test]
    fn result_of_libtest_has_the_number_of_failures() {
        let line =
            "test result: FAILED. 3 passed; 12 failed; 0 ignored; 0 measured; 1 filtered out";
        assert_eq!(failed(line), Some(12));
        assert_eq!(failed("test result: ok. 3 passed; 0 failed; 0 ignored"), Some(0));
        assert_eq!(failed("test api::failed ... FAILED"), None);
    }
}
