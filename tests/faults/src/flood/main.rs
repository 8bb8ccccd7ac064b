//! A flood of tokens with unknown key ids, while the issuer rotates its keys.
//!
//! `cargo run --release -p faults` sends 200,000 of them, 10,000 a second. The issuer publishes
//! each new key a second before its first use. The run ends with 1 if
//!
//! - a valid token was rejected with 401, or was not accepted within 10 seconds;
//! - the keys were fetched twice within 3 seconds;
//! - the resident memory grew by more than [`MAX_GROWTH`] during the flood.
//!
//! It also prints the latency of known tokens without and with the flood. The machine decides about
//! that figure, so it is no condition.

mod hostile;
mod known;
mod memory;
mod new;
mod report;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use auth_core::time::Timestamp;
use axum::Router;
use faults::api::{self, Clock};
use faults::issuer::Issuer;
use tests::signer::Signer;
use tokio::time::sleep;

/// The number of hostile tokens in the run, and in each second.
const FLOOD: u32 = 200_000;
const A_SECOND: u32 = 10_000;

/// The time of each measurement without the flood.
const CALM: Duration = Duration::from_secs(8);

/// The time between two rotations.
const ROTATION: Duration = Duration::from_secs(7);

/// The time from the publication of a key to its first use.
const NOTICE: Duration = Duration::from_secs(1);

/// The growth of the resident memory that the flood may cause, in kB.
const MAX_GROWTH: u64 = 16 * 1024;

/// The minimum time between two fetches at the issuer. The verifier waits for 3 seconds between
/// two starts. The way to the issuer may differ by the rest.
const MIN_GAP: Duration = Duration::from_millis(2_900);

/// The issuer, its signers and the API.
struct World {
    issuer: Issuer,
    signers: [Signer; 4],
    /// The index of the signer of new tokens.
    current: AtomicUsize,
    router: Router,
    clock: Clock,
}

impl World {
    async fn start() -> Self {
        let issuer = Issuer::start(false).await;
        let signers = ["1", "2", "3", "4"].map(|id| Signer::new("ES256", id));
        issuer.publish(&[&signers[0]]);
        let clock = Arc::new(AtomicI64::new(Timestamp::now().as_secs()));
        let jwt = api::verifier(issuer.url());
        let router = api::router(jwt, Arc::clone(&clock));
        Self { issuer, signers, current: AtomicUsize::new(0), router, clock }
    }

    fn now(&self) -> i64 {
        self.clock.load(Ordering::Relaxed)
    }

    /// Returns a valid token of the current signer.
    fn token(&self, subject: &str) -> String {
        let signer = &self.signers[self.current.load(Ordering::SeqCst)];
        self.issuer.token(signer, subject, self.now())
    }

    /// Publishes each next key, and signs with it later. The keys before stay published.
    async fn rotate(&self) {
        for next in 1..self.signers.len() {
            sleep(ROTATION.saturating_sub(NOTICE)).await;
            self.issuer.publish(&self.signers[..=next].iter().collect::<Vec<_>>());
            sleep(NOTICE).await;
            self.current.store(next, Ordering::SeqCst);
        }
    }
}

/// One worker: the known tokens have a thread of their own.
#[tokio::main(worker_threads = 1)]
async fn main() -> ExitCode {
    let world = Arc::new(World::start().await);
    let ticking = Arc::clone(&world);
    tokio::spawn(async move {
        loop {
            ticking.clock.store(Timestamp::now().as_secs(), Ordering::Relaxed);
            sleep(Duration::from_millis(100)).await;
        }
    });
    let rotating = Arc::clone(&world);
    let known = known::Traffic::start(&world).await;
    let before = known.measure(sleep(CALM)).await;
    let memory_before = memory::resident();
    let new = new::Traffic::start(&world);
    let rotation = tokio::spawn(async move { rotating.rotate().await });
    let start = Instant::now();
    let mut hostile = hostile::Replies::default();
    let during = known.measure(async { hostile = hostile::flood(&world, FLOOD, A_SECOND).await });
    let during = during.await;
    let flood = start.elapsed();
    rotation.abort();
    let memory_after = memory::resident();
    let new = new.stop().await;
    let after = known.measure(sleep(CALM)).await;
    let fetches = world.issuer.keys.fetches();
    let outcome = report::Outcome {
        latencies: [before, during, after],
        known: known.stop(),
        new,
        hostile,
        flood,
        fetches,
        memory: [memory_before, memory_after],
    };
    println!("{outcome}");
    let faults = outcome.faults();
    for fault in &faults {
        println!("{fault}");
    }
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
