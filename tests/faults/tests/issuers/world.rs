//! An API, its issuer, and a clock that stands still until a test advances it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::time::Duration;

use auth_core::jwt::Jwt;
use axum::Router;
use faults::api::{self, Clock};
use faults::fault::Fault;
use faults::issuer::Issuer;
use tests::log::Log;
use tests::signer::Signer;
use tokio::runtime::Builder;
use tokio::task::{JoinHandle, spawn, spawn_blocking, yield_now};

/// The time at the start of each test.
const START: i64 = 1_800_000_000;

/// The number of steps of all tasks after which a test fails: no fault takes a tenth of them.
const MAX_STEPS: usize = 1_000_000;

/// The number of steps within which a client notices a new state of its connection.
const STEPS: usize = 50;

/// An API that fetches the keys of one issuer.
pub(crate) struct World {
    pub(crate) issuer: Issuer,
    pub(crate) jwt: Jwt,
    pub(crate) signer: Signer,
    log: Log,
    router: Router,
    clock: Clock,
    /// A thread of the runtime waits for its end, and tokio does not advance a paused clock
    /// meanwhile.
    _frozen: Sender<()>,
}

/// A response, as far as the tests compare responses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<i64>,
}

impl Reply {
    pub(crate) const OK: Self = Self { status: 200, retry_after: None };
}

/// Runs a test with an encrypted issuer, and collects its log.
pub(crate) fn run<T>(test: impl AsyncFnOnce(World) -> T) -> T {
    let log = Log::default();
    log.collect(|| {
        let runtime =
            Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async { test(World::start(log.clone()).await).await })
    })
}

impl World {
    async fn start(log: Log) -> Self {
        let (frozen, end) = mpsc::channel();
        spawn_blocking(move || end.recv());
        let issuer = Issuer::start(true).await;
        let signer = Signer::new("ES256", "current");
        issuer.publish(&[&signer]);
        let jwt = api::verifier(issuer.url());
        let clock = Arc::new(AtomicI64::new(START));
        let router = api::router(jwt.clone(), Arc::clone(&clock));
        Self { issuer, jwt, signer, log, router, clock, _frozen: frozen }
    }

    /// Advances all clocks.
    pub(crate) async fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
        tokio::time::advance(Duration::from_secs(seconds.unsigned_abs())).await;
    }

    /// Returns the time of all clocks in seconds.
    pub(crate) fn now(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    /// Returns a valid token for `subject` that is issued now.
    pub(crate) fn token(&self, subject: &str) -> String {
        self.issuer.token(&self.signer, subject, self.now())
    }

    /// Sends a token. Time passes only while the issuer hangs.
    pub(crate) async fn send(&self, token: &str) -> Reply {
        let request = self.spawn(token.to_owned());
        self.until(|| request.is_finished()).await;
        request.await.unwrap()
    }

    /// Sends a token in a task of its own.
    pub(crate) fn spawn(&self, token: String) -> JoinHandle<Reply> {
        let router = self.router.clone();
        spawn(async {
            let response = api::send(router, token).await;
            let retry_after = api::retry_after(&response);
            Reply { status: response.status().as_u16(), retry_after }
        })
    }

    /// Runs all tasks until `is_done`. A second passes whenever nothing but time is left.
    pub(crate) async fn until(&self, mut is_done: impl FnMut() -> bool) {
        for step in 1..=MAX_STEPS {
            if is_done() {
                return;
            }
            yield_now().await;
            let is_hanging = self.issuer.metadata.is_hanging() || self.issuer.keys.is_hanging();
            if is_hanging && step % 100 == 0 {
                self.pass(1).await;
            }
        }
        panic!("the test does not end: {:?}, {:?}", self.issuer, self.events());
    }

    /// Runs all tasks until a fetch that started a moment ago has ended.
    pub(crate) async fn settle(&self) {
        for _ in 0..STEPS {
            yield_now().await;
        }
        self.until(|| self.issuer.metadata.is_idle() && self.issuer.keys.is_idle()).await;
        for _ in 0..STEPS {
            yield_now().await;
        }
    }

    /// Fails in these ways from now on: at the metadata, at the keys.
    pub(crate) fn fail(&self, metadata: &Fault, keys: &Fault) {
        self.issuer.metadata.fail(metadata.clone());
        self.issuer.keys.fail(keys.clone());
    }

    /// Ends all faults.
    pub(crate) fn recover(&self) {
        self.fail(&Fault::None, &Fault::None);
    }

    /// Returns the events about keys so far.
    pub(crate) fn events(&self) -> Vec<String> {
        let mut events = self.log.events();
        events.retain(|event| event.contains("keys of the issuer"));
        events
    }

    /// Returns the number of events so far that contain `text`.
    pub(crate) fn count(&self, text: &str) -> usize {
        self.events().iter().filter(|event| event.contains(text)).count()
    }

    /// Waits until this number of fetches failed.
    pub(crate) async fn failures(&self, number: usize) {
        self.until(|| self.count("could not be fetched") >= number).await;
    }
}
