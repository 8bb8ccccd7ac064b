//! The clients. Each sends one request after the other, with credentials of any participant, and
//! compares the responses.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::calls::Call;
use crate::connection::{Sender, Version};
use crate::credentials::{Credentials, Worth};
use crate::differences::{Differences, between};
use crate::expectations::{Answer, expected};
use crate::latencies::{Answered, Latencies};
use crate::pace::Pace;
use crate::unguarded;
use crate::world::{GOOD, World};

/// A client that sends requests to both routers.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) rng: fastrand::Rng,
    pub(crate) version: Version,
    pub(crate) guarded: Sender,
    pub(crate) unguarded: Sender,
    /// The requests and responses that were not compared yet.
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) findings: Findings,
}

/// The router, and the kind of credentials.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Crowd {
    /// The router without guards, with requests like those of a mixed crowd.
    Unguarded,
    /// The quickstart, with tokens that stay valid.
    Good,
    /// The quickstart, with credentials of all kinds.
    Mixed,
}

impl Crowd {
    /// Returns the tenths of requests with credentials that are always, sometimes and never
    /// valid.
    const fn tenths(self) -> [usize; 3] {
        match self {
            Self::Good => [10, 0, 0],
            Self::Mixed | Self::Unguarded => [4, 3, 3],
        }
    }
}

/// A request and its response.
#[derive(Debug)]
pub(crate) struct Exchange {
    crowd: Crowd,
    call: Call,
    /// The index of the credentials in the list.
    place: usize,
    /// The number of changes that were completed before the request, and of those that had begun
    /// at its response.
    first: usize,
    last: usize,
    latency: Duration,
    answer: Result<Answer, hyper::Error>,
}

/// The observations of a client.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) differences: Differences,
    pub(crate) latencies: Latencies,
    /// The numbers of allowed requests, of 401s and of other responses of guarded routes, by the
    /// kind of credentials.
    pub(crate) kinds: BTreeMap<&'static str, [u64; 3]>,
    /// The number of requests that overlapped a change.
    pub(crate) during_changes: u64,
    /// The number of responses that changed for credentials that were used before.
    pub(crate) turned: [u64; 2],
}

/// The progress of the run, shared by all clients.
#[derive(Debug)]
pub(crate) struct Progress {
    pub(crate) pace: Pace,
    /// The results at `/me` so far (allowed, rejected), by the index of the credentials in the
    /// list.
    seen: Vec<[AtomicBool; 2]>,
}

impl Progress {
    pub(crate) fn new(world: &World) -> Self {
        let seen = world.credentials.iter().map(|_| <[AtomicBool; 2]>::default()).collect();
        Self { pace: Pace::default(), seen }
    }
}

impl Client {
    /// Sends the requests, and stores the responses. They are compared later, so that the
    /// comparison adds to no latency.
    pub(crate) async fn ask(
        mut self,
        world: Arc<World>,
        progress: Arc<Progress>,
        crowd: Crowd,
        requests: usize,
    ) -> Self {
        for _ in 0..requests {
            let place = world.any_credentials(&mut self.rng, crowd.tenths());
            let call = Call::any(&mut self.rng);
            let request = call.request(&world.credentials[place].fields);
            let sender = match crowd {
                Crowd::Unguarded => &mut self.unguarded,
                Crowd::Good | Crowd::Mixed => &mut self.guarded,
            };
            sender.renew().await;
            // A state at any time between these two is correct.
            let first = progress.pace.sent();
            let sent = Instant::now();
            let answer = sender.send(request).await;
            let latency = sent.elapsed();
            let last = progress.pace.answered();
            self.exchanges.push(Exchange { crowd, call, place, first, last, latency, answer });
        }
        self
    }

    /// Compares the responses so far with the expected ones.
    pub(crate) fn judge(&mut self, world: &World, progress: &Progress) {
        for exchange in self.exchanges.drain(..) {
            let call = exchange.call;
            let Ok(answer) = &exchange.answer else {
                let kind = format!("no answer to {}", call.name());
                self.findings.differences.add(kind, || format!("{exchange:?}"));
                continue;
            };
            let answered = match exchange.crowd {
                Crowd::Unguarded => Answered::Unguarded,
                Crowd::Good => Answered::Good,
                Crowd::Mixed if answer.is_served() => Answered::LetIn,
                Crowd::Mixed => Answered::Refused,
            };
            self.findings.latencies.add(answered, self.version, exchange.latency);
            if !matches!(exchange.crowd, Crowd::Unguarded) {
                self.findings.count(
                    &world.credentials[exchange.place],
                    progress,
                    &exchange,
                    answer,
                );
                self.findings.compare(world, &exchange, answer);
            } else if *answer != unguarded::expected(call) {
                let kind = format!("without guards, {}", call.name());
                self.findings.differences.add(kind, || format!("{exchange:?}"));
            }
        }
    }
}

impl Findings {
    fn count(
        &mut self,
        credentials: &Credentials,
        progress: &Progress,
        exchange: &Exchange,
        answer: &Answer,
    ) {
        self.during_changes += u64::from(exchange.first < exchange.last);
        if exchange.call != Call::Health {
            let column = match answer.status {
                200 | 201 => 0,
                401 => 1,
                _ => 2,
            };
            self.kinds.entry(credentials.kind).or_default()[column] += 1;
        }
        if exchange.call == Call::Me {
            // This route allows every authenticated caller.
            let served = answer.is_served();
            let [let_in, refused] = &progress.seen[exchange.place];
            let (now, before) = if served { (let_in, refused) } else { (refused, let_in) };
            now.store(true, Ordering::Relaxed);
            self.turned[usize::from(served)] += u64::from(before.load(Ordering::Relaxed));
        }
    }

    fn compare(&mut self, world: &World, exchange: &Exchange, answer: &Answer) {
        let Exchange { call, first, last, .. } = *exchange;
        let credentials = &world.credentials[exchange.place];
        if (first..=last).any(|changes| expected(world, call, credentials, changes) == *answer) {
            return;
        }
        let expected = expected(world, call, credentials, last);
        let kind = format!("{}, {}: {}", credentials.kind, call.name(), between(&expected, answer));
        self.differences.add(kind, || {
            let worth = &credentials.worth;
            format!(
                "after {first} to {last} changes, {worth:?}: {answer:?} instead of {expected:?}"
            )
        });
    }

    /// Adds a difference for each case that no request covered.
    pub(crate) fn add_what_was_not_tried(&mut self, world: &World) {
        for credentials in &world.credentials {
            let [let_in, refused, _] =
                self.kinds.get(credentials.kind).copied().unwrap_or_default();
            let is_token = matches!(credentials.worth, Worth::Token(_));
            let (never_in, never_out) = (["expired before"], [GOOD]);
            if is_token && let_in == 0 && !never_in.contains(&credentials.kind) {
                self.differences.add(format!("{}: never let in", credentials.kind), String::new);
            }
            if refused == 0 && !never_out.contains(&credentials.kind) {
                self.differences.add(format!("{}: never refused", credentials.kind), String::new);
            }
        }
        for (turned, how) in
            self.turned.iter().zip(["let in and refused later", "refused and let in later"])
        {
            if *turned == 0 {
                self.differences.add(format!("no credentials were {how}"), String::new);
            }
        }
    }

    pub(crate) fn append(&mut self, others: Self) {
        self.differences.append(others.differences);
        self.latencies.append(others.latencies);
        for (kind, more) in others.kinds {
            let counts = self.kinds.entry(kind).or_default();
            counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
        }
        self.during_changes += others.during_changes;
        self.turned[0] += others.turned[0];
        self.turned[1] += others.turned[1];
    }
}
