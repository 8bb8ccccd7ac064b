//! The report of a run: allowed and rejected requests, and latencies.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::run::Outcome;

/// Returns the report of a run.
pub(crate) fn report(outcome: &Outcome) -> String {
    let findings = &outcome.findings;
    let mut report = kinds(&findings.kinds);
    let [ended, began] = findings.turned;
    writeln!(
        report,
        "\n{ended} responses rejected credentials that were allowed before, and {began} allowed \
        credentials that were rejected before. {} requests overlapped a change.\n",
        findings.during_changes
    )
    .unwrap();
    report + &findings.latencies.table(outcome.spent)
}

/// Returns the table of allowed and rejected requests, by the kind of credentials.
pub(crate) fn kinds(kinds: &BTreeMap<&'static str, [u64; 3]>) -> String {
    let mut table = "| credentials | let in | 401 | 403 |\n|---|--:|--:|--:|\n".to_owned();
    for (kind, [let_in, unauthorized, forbidden]) in kinds {
        writeln!(table, "| {kind} | {let_in} | {unauthorized} | {forbidden} |").unwrap();
    }
    table
}

/// Keeps panics with the message `expected` out of the output. Others are printed.
pub(crate) fn silence(expected: &'static str) {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let payload = panic.payload();
        let text = payload.downcast_ref::<&str>().copied();
        if text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)) != Some(expected) {
            tell(panic);
        }
    }));
}
