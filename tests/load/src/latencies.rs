//! The latencies of responses, and their table.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::connection::Version;

/// The router and the state in which it responded.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Answered {
    Unguarded,
    /// The guarded router, while all tokens were valid.
    Good,
    /// The guarded router, with credentials of all kinds.
    LetIn,
    Refused,
}

/// The latencies, in nanoseconds.
#[derive(Debug, Default)]
pub(crate) struct Latencies(BTreeMap<(Answered, Version), Vec<u64>>);

/// The time for which requests were sent to each router.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spent {
    pub(crate) unguarded: Duration,
    pub(crate) good: Duration,
    pub(crate) mixed: Duration,
}

impl Latencies {
    pub(crate) fn add(&mut self, answered: Answered, version: Version, latency: Duration) {
        let nanoseconds = u64::try_from(latency.as_nanos()).unwrap_or(u64::MAX);
        self.0.entry((answered, version)).or_default().push(nanoseconds);
    }

    pub(crate) fn append(&mut self, others: Self) {
        for (row, mut latencies) in others.0 {
            self.0.entry(row).or_default().append(&mut latencies);
        }
    }

    /// Returns the table, in Markdown.
    pub(crate) fn table(&self, spent: Spent) -> String {
        let mut table =
            "| router | protocol | requests | requests/s | 50 %, µs | 99 %, µs | 99.9 %, µs |\n\
                         |---|---|--:|--:|--:|--:|--:|\n"
                .to_owned();
        for ((answered, version), latencies) in &self.0 {
            let router = match answered {
                Answered::Unguarded => "unguarded",
                Answered::Good => "guarded, good tokens only",
                Answered::LetIn => "guarded, mixed: let in",
                Answered::Refused => "guarded, mixed: refused",
            };
            let protocol = match version {
                Version::One => "HTTP/1.1",
                Version::Two => "HTTP/2",
            };
            table += &row(router, protocol, latencies.clone(), None);
        }
        for (router, answers, spent) in [
            ("unguarded", &[Answered::Unguarded][..], spent.unguarded),
            ("**guarded, good tokens only**", &[Answered::Good], spent.good),
            ("**guarded, mixed**", &[Answered::LetIn, Answered::Refused], spent.mixed),
        ] {
            let of_it = self.0.iter().filter(|((answered, _), _)| answers.contains(answered));
            let all = of_it.flat_map(|(_, latencies)| latencies.iter().copied()).collect();
            table += &row(router, "both", all, Some(spent));
        }
        table
    }
}

#[expect(clippy::cast_precision_loss, reason = "printed with a few digits")]
fn row(router: &str, protocol: &str, mut latencies: Vec<u64>, spent: Option<Duration>) -> String {
    latencies.sort_unstable();
    let count = latencies.len();
    let rate = spent
        .map_or_else(String::new, |spent| format!("{:.0}", count as f64 / spent.as_secs_f64()));
    // The smallest one that as many per mille of all do not exceed.
    let percentile = |per_mille: usize| {
        let rank = (count * per_mille).div_ceil(1_000).max(1);
        latencies.get(rank - 1).map_or(0.0, |latency| *latency as f64 / 1_000.0)
    };
    let [half, most, nearly_all] = [500, 990, 999].map(percentile);
    format!(
        "| {router} | {protocol} | {count} | {rate} | {half:.0} | {most:.0} | {nearly_all:.0} |\n"
    )
}
