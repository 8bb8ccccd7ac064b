//! The command line: `--quick` for a run of seconds, or the numbers.

use crate::lane::Scope;

#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The number of turns of each contestant.
    pub(crate) rounds: usize,
    /// The number of requests in a turn, each with a token of its own.
    pub(crate) requests: usize,
    pub(crate) scope: Scope,
    /// A string that the first two cells of a row must contain, to select rows for a profiler.
    pub(crate) only: String,
}

const USAGE: &str = "cargo bench -p benches [-- [--quick] [--rounds N] [--requests N] \
     [--router-only] [--only TEXT]]";

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
                // `cargo bench` adds this argument.
                "--bench" => {}
                _ => assert_eq!(arg, "", "unknown argument; {USAGE}"),
            }
        }
        options
    }
}
