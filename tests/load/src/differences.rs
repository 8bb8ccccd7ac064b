//! Unexpected responses, counted by kind.

use std::collections::BTreeMap;
use std::fmt;

use crate::expectations::Answer;

/// The number of kinds that are reported in full.
const MOST_KINDS: usize = 40;

/// The unexpected responses.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    kinds: BTreeMap<String, (u64, String)>,
}

impl Differences {
    /// Adds a difference of this kind. The first of a kind is reported in full.
    pub(crate) fn add(&mut self, kind: String, example: impl FnOnce() -> String) {
        self.kinds.entry(kind).or_insert_with(|| (0, example())).0 += 1;
    }

    pub(crate) fn append(&mut self, others: Self) {
        for (kind, (count, example)) in others.kinds {
            self.kinds.entry(kind).or_insert((0, example)).0 += count;
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.kinds.values().map(|(count, _)| count).sum()
    }
}

impl fmt::Display for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, (count, example)) in self.kinds.iter().take(MOST_KINDS) {
            writeln!(f, "{count} × {kind}; the first: {example}")?;
        }
        let more = self.kinds.len().saturating_sub(MOST_KINDS);
        if more > 0 { writeln!(f, "and {more} more kinds") } else { Ok(()) }
    }
}

/// Returns the difference between a response and the expected one, in a few words.
pub(crate) fn between(expected: &Answer, answer: &Answer) -> String {
    let identity = |answer: &Answer| answer.is_served() && answer.body.starts_with("You are ");
    if expected.status != answer.status {
        let whose = if identity(answer) { ", with an identity" } else { "" };
        format!("{} instead of {}{whose}", answer.status, expected.status)
    } else if expected.challenges != answer.challenges {
        format!("{} with another challenge", answer.status)
    } else if identity(expected) && identity(answer) && expected.body != answer.body {
        "ANOTHER'S IDENTITY".to_owned()
    } else {
        format!("{} with another header field or body", answer.status)
    }
}
