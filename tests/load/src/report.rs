//! What is told of a run: who was let in and who was refused, and how long it took.

use std::fmt::Write as _;

use crate::run::Outcome;

/// What is told of a run.
pub(crate) fn report(outcome: &Outcome) -> String {
    let findings = &outcome.findings;
    let mut report = "| credentials | let in | 401 | 403 |\n|---|--:|--:|--:|\n".to_owned();
    for (kind, [let_in, unauthorized, forbidden]) in &findings.kinds {
        writeln!(report, "| {kind} | {let_in} | {unauthorized} | {forbidden} |").unwrap();
    }
    let [ended, began] = findings.turned;
    writeln!(
        report,
        "\nOf the same credentials, {ended} answers were refusals after others had been let in, and {began} the other way \
         round. {} requests were under way during a change.\n",
        findings.during_changes
    )
    .unwrap();
    report + &findings.latencies.table(outcome.spent)
}

/// Keeps panics that say `expected` out of the output; others are told as ever.
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
