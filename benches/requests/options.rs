//! The command line: `--quick` for a run of seconds, or the numbers themselves.

use crate::lane::Scope;

#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// How often everybody takes a turn.
    pub(crate) rounds: usize,
    /// How many requests a turn has, each with a token of its own.
    pub(crate) requests: usize,
    pub(crate) scope: Scope,
    /// Only the rows whose first two cells hold this text, for a profiler to look at.
    pub(crate) only: String,
}

const USAGE: &str = "cargo bench -p benches [-- [--quick] [--rounds N] [--requests N] [--router-only] [--only TEXT]]";

impl Options {
    pub(crate) fn from_args(args: impl IntoIterator<Item = String>) -> Self {
        let mut options =
            Self { rounds: 101, requests: 256, scope: Scope::Whole, only: String::new() };
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            let mut value = || args.next().expect(USAGE);
            let number =
                |text: String| text.parse().ok().filter(|number| *number > 0).expect(USAGE);
            match arg.as_str() {
                "--quick" => options = Self { rounds: 15, requests: 32, ..options },
                "--rounds" => options.rounds = number(value()),
                "--requests" => options.requests = number(value()),
                "--only" => options.only = value(),
                "--router-only" => options.scope = Scope::Router,
                // What cargo itself passes.
                "--bench" => {}
                _ => assert_eq!(arg, "", "unknown argument; {USAGE}"),
            }
        }
        options
    }
}
