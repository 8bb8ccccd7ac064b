//! The report of a run: allowed and rejected requests, and latencies.

use std::fmt::Write as _;

use crate::run::Outcome;

/// Returns the report of a run.
pub(crate) fn report(outcome: &Outcome) -> String {
    let findings = &outcome.findings;
    let mut report = "| credentials | let in | 401 | 403 |\n|---|--:|--:|--:|\n".to_owned();
    for (kind, [let_in, unauthorized, forbidden]) in &findings.kinds {
        writeln!(report, "| {kind} | {let_in} | {unauthorized} | {forbidden} |").unwrap();
    }
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
