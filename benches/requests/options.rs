//! The command line: `--quick` for a run of seconds, or the numbers themselves.

#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// How often everybody takes a turn.
    pub(crate) rounds: usize,
    /// How many requests a turn has, each with a token of its own.
    pub(crate) requests: usize,
}

const USAGE: &str = "cargo bench -p benches [-- [--quick] [--rounds N] [--requests N]]";

impl Options {
    pub(crate) fn from_args(args: impl IntoIterator<Item = String>) -> Self {
        let mut options = Self { rounds: 101, requests: 256 };
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            let mut number = || args.next().and_then(|text| text.parse().ok()).filter(|n| *n > 0).expect(USAGE);
            match arg.as_str() {
                "--quick" => options = Self { rounds: 15, requests: 32 },
                "--rounds" => options.rounds = number(),
                "--requests" => options.requests = number(),
                // What cargo itself passes.
                "--bench" => {}
                _ => assert_eq!(arg, "", "unknown argument; {USAGE}"),
            }
        }
        options
    }
}
