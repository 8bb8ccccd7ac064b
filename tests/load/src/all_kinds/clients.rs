//! The clients of the application, and their findings.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::issued::Issued;
use super::model::State;
use super::requests::Sent;
use crate::connection::Sender;
use crate::differences::{Differences, between};
use crate::expectations::Answer;
use crate::pace::Pace;
use crate::timeline::Timeline;

/// Parts of the names of kinds that are never valid.
const NEVER_VALID: [&str; 11] = [
    "none",
    "another scheme",
    "malformed",
    "forged",
    "other audience",
    "wrong",
    "unknown",
    "key as a token",
    "in another header",
    "two cookies",
    "another cookie",
];

/// A client: sends one request after the other, with credentials of any participant.
#[derive(Debug)]
pub(crate) struct Client {
    rng: fastrand::Rng,
    sender: Sender,
    /// The requests and responses that were not compared yet.
    exchanges: Vec<Exchange>,
    pub(crate) findings: Findings,
}

/// A request and its response.
#[derive(Debug)]
struct Exchange {
    sent: Sent,
    /// The number of changes that were completed before the request, and of those that had begun
    /// at its response.
    first: usize,
    last: usize,
    answer: Result<Answer, hyper::Error>,
}

/// The observations of a client.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) differences: Differences,
    /// The numbers of allowed requests, of 401s and of other responses of guarded routes, by the
    /// kind of credentials.
    pub(crate) kinds: BTreeMap<&'static str, [u64; 3]>,
    pub(crate) during_changes: u64,
}

impl Client {
    pub(crate) fn new(rng: fastrand::Rng, sender: Sender) -> Self {
        Self { rng, sender, exchanges: Vec::new(), findings: Findings::default() }
    }

    /// Sends the requests, and stores the responses.
    pub(crate) async fn ask(
        mut self,
        issued: Arc<Issued>,
        pace: Arc<Pace>,
        requests: usize,
    ) -> Self {
        for _ in 0..requests {
            let sent = Sent::any(&mut self.rng, &issued);
            self.sender.renew().await;
            // A state at any time between these two is correct.
            let first = pace.sent();
            let answer = self.sender.send(sent.request()).await;
            let last = pace.answered();
            self.exchanges.push(Exchange { sent, first, last, answer });
        }
        self
    }

    /// Compares the responses so far with the expected ones.
    pub(crate) fn judge(&mut self, issued: &Issued, timeline: &Timeline) {
        for exchange in self.exchanges.drain(..) {
            let Exchange { sent, first, last, answer } = &exchange;
            let name = format!("{}, {}", sent.kind, sent.call.route());
            let Ok(answer) = answer else {
                let kind = format!("no answer to {name}");
                self.findings.differences.add(kind, || format!("{exchange:?}"));
                continue;
            };
            self.findings.count(&exchange, answer);
            let expected = |changes| State::after(changes, issued, timeline).answer(sent);
            if (*first..=*last).any(|changes| expected(changes) == *answer) {
                continue;
            }
            let expected = expected(*last);
            let kind = format!("{name}: {}", between(&expected, answer));
            self.findings.differences.add(kind, || {
                format!(
                    "{sent:?}, after {first} to {last} changes: {answer:?} instead of {expected:?}"
                )
            });
        }
    }
}

impl Findings {
    fn count(&mut self, exchange: &Exchange, answer: &Answer) {
        self.during_changes += u64::from(exchange.first < exchange.last);
        if answer.body != "open\n" {
            let column = match answer.status {
                200 => 0,
                401 => 1,
                _ => 2,
            };
            self.kinds.entry(exchange.sent.kind).or_default()[column] += 1;
        }
    }

    /// Adds a difference for each case that no request covered.
    pub(crate) fn add_what_was_not_tried(&mut self) {
        for (kind, [let_in, unauthorized, _]) in &self.kinds {
            let is_never_valid = NEVER_VALID.iter().any(|part| kind.contains(part));
            if (*let_in == 0) != is_never_valid {
                let kind = format!("{kind}: let in {let_in} times");
                self.differences.add(kind, String::new);
            }
            if *unauthorized == 0 {
                self.differences.add(format!("{kind}: never rejected"), String::new);
            }
        }
        if self.during_changes == 0 {
            self.differences.add("no request overlapped a change".to_owned(), String::new);
        }
    }

    pub(crate) fn append(&mut self, others: Self) {
        self.differences.append(others.differences);
        for (kind, more) in others.kinds {
            let counts = self.kinds.entry(kind).or_default();
            counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
        }
        self.during_changes += others.during_changes;
    }
}
