//! Three APIs with one Redis, clients that compare each status with the expected ones, and a client
//! that revokes tokens.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use auth_redis::RedisRevocations;
use processes::api;
use processes::client::Client;
use processes::server::{Data, RedisServer};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The state of Redis.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Phase {
    /// Any state, or a change of the state.
    Changing,
    Up,
    Down,
    /// It responds, and its data are lost.
    Lost,
}

/// The tokens that are never revoked. Both APIs have seen them.
const GOOD: usize = 40;

/// The tokens that are revoked, one after the other.
const REVOCABLE: usize = 20_000;

const CLIENTS: u64 = 8;

/// The APIs: the first is closed during an outage, the second tolerates known callers, and the
/// third caches good callers.
const APIS: usize = 3;

const CACHED_FOR: Duration = Duration::from_millis(20);

/// A recovery that takes longer than this fails the test.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Default)]
struct Token {
    /// A revocation was sent, whatever became of it.
    touched: AtomicBool,
    /// For each API: it must reject the token from now on.
    revoked: [AtomicBool; APIS],
}

struct State {
    apis: [SocketAddr; APIS],
    revocable: Vec<Token>,
    /// The number of tokens for which a revocation was sent.
    sent: AtomicUsize,
    stored: AtomicUsize,
    /// The phase and its number.
    phase: Mutex<(Phase, usize)>,
    served: watch::Sender<u64>,
    ended: AtomicBool,
    /// Responses by phase, API and status.
    table: Mutex<BTreeMap<(Phase, usize, u16), u64>>,
    /// The number of responses to tokens whose revocation is stored.
    rejected: AtomicUsize,
    failures: AtomicU8,
}

pub(crate) struct World {
    state: Arc<State>,
    redis: Mutex<RedisServer>,
    tasks: JoinSet<()>,
}

fn good(index: usize) -> String {
    format!("good{index}.g{index}.100")
}

fn revocable(index: usize) -> String {
    format!("user{index}.r{index}.100")
}

impl World {
    pub(crate) async fn start() -> Self {
        let redis = RedisServer::start(Data::Kept, &[]);
        let url = redis.url();
        let store = async || RedisRevocations::connect(&url).await.unwrap();
        store().await.initialize().await.unwrap();
        let closed = api::serve(store().await).await;
        let tolerant = api::serve(store().await.tolerate(Duration::from_secs(3_600))).await;
        let cached = api::serve(store().await.cached_for(CACHED_FOR)).await;
        let state = Arc::new(State {
            apis: [closed, tolerant, cached],
            revocable: std::iter::repeat_with(Token::default).take(REVOCABLE).collect(),
            sent: AtomicUsize::new(0),
            stored: AtomicUsize::new(0),
            phase: Mutex::new((Phase::Changing, 0)),
            served: watch::channel(0).0,
            ended: AtomicBool::new(false),
            table: Mutex::default(),
            rejected: AtomicUsize::new(0),
            failures: AtomicU8::new(0),
        });
        for address in state.apis {
            let mut client = Client::connect(address).await;
            for index in 0..GOOD {
                assert_eq!(client.me(&good(index)).await, 200);
            }
        }
        let mut tasks = JoinSet::new();
        for seed in 0..CLIENTS {
            tasks.spawn(Arc::clone(&state).ask(seed));
        }
        tasks.spawn(Arc::clone(&state).revoke());
        Self { state, redis: Mutex::new(redis), tasks }
    }

    pub(crate) fn phase(&self, phase: Phase) {
        let mut current = self.state.phase.lock().unwrap();
        *current = (phase, current.1 + 1);
    }

    pub(crate) fn with_redis(&self, change: impl FnOnce(&mut RedisServer)) {
        change(&mut self.redis.lock().unwrap());
    }

    /// Waits until the clients have sent a number of further requests.
    pub(crate) async fn serve(&self, requests: u64) {
        let mut served = self.state.served.subscribe();
        let end = *served.borrow() + requests;
        let wait = served.wait_for(|served| *served >= end);
        tokio::time::timeout(PATIENCE, wait).await.expect("the clients hang").unwrap();
        assert_eq!(self.state.failures.load(Ordering::SeqCst), 0, "see above");
    }

    /// Waits until both APIs accept good tokens again, by themselves.
    pub(crate) async fn recovery(&self) {
        self.both_respond(200).await;
    }

    /// Waits until both APIs have noticed that Redis has lost its data.
    pub(crate) async fn loss(&self) {
        self.both_respond(503).await;
    }

    async fn both_respond(&self, status: u16) {
        let respond = async {
            for address in self.state.apis {
                let mut client = Client::connect(address).await;
                while client.me(&good(0)).await != status {}
            }
        };
        tokio::time::timeout(PATIENCE, respond).await.expect("the APIs do not recover");
    }

    /// Ends the load, and compares the counts with the lowest that prove a point.
    pub(crate) async fn end(mut self) {
        self.state.ended.store(true, Ordering::SeqCst);
        while let Some(task) = self.tasks.join_next().await {
            task.unwrap();
        }
        let table = self.state.table.lock().unwrap();
        for ((phase, api, status), count) in &*table {
            println!("{phase:?} {} {status}: {count}", ["closed", "tolerant", "cached"][*api]);
        }
        let count = |phase, api, status| table.get(&(phase, api, status)).copied().unwrap_or(0);
        let stored = self.state.stored.load(Ordering::SeqCst);
        let rejected = self.state.rejected.load(Ordering::SeqCst);
        println!("{stored} revocations, {rejected} requests with revoked tokens");
        assert_eq!(self.state.failures.load(Ordering::SeqCst), 0, "see above");
        assert!(stored > 100 && rejected > 1_000, "{stored} {rejected}");
        assert!(count(Phase::Up, 0, 200) > 500 && count(Phase::Up, 0, 401) > 100);
        assert!(count(Phase::Down, 0, 503) > 500 && count(Phase::Down, 0, 200) == 0);
        assert!(count(Phase::Down, 1, 200) > 200 && count(Phase::Down, 1, 401) > 50);
        assert!(count(Phase::Down, 1, 503) > 50);
        assert!((0..APIS).all(|api| count(Phase::Lost, api, 200) == 0));
    }
}

impl State {
    fn phase(&self) -> (Phase, usize) {
        *self.phase.lock().unwrap()
    }

    fn has_ended(&self) -> bool {
        self.ended.load(Ordering::SeqCst)
    }

    async fn clients(&self) -> [Client; APIS] {
        let [closed, tolerant, cached] = self.apis;
        [
            Client::connect(closed).await,
            Client::connect(tolerant).await,
            Client::connect(cached).await,
        ]
    }

    /// Sends requests, and compares each status with the expected ones.
    async fn ask(self: Arc<Self>, seed: u64) {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut clients = self.clients().await;
        while !self.has_ended() {
            let api = random.usize(..APIS);
            let index = random.usize(..GOOD);
            // One of the tokens that were revoked, and of the next ones.
            let near = random.usize(..self.sent.load(Ordering::SeqCst) + 20).min(REVOCABLE - 1);
            let token = random.bool().then(|| &self.revocable[near]);
            let text = if token.is_some() { revocable(near) } else { good(index) };
            let before = self.phase();
            let revoked = token.is_some_and(|token| token.revoked[api].load(Ordering::SeqCst));
            let status = clients[api].me(&text).await;
            let touched = token.is_some_and(|token| token.touched.load(Ordering::SeqCst));
            let phase = if self.phase() == before { before.0 } else { Phase::Changing };
            let expected: &[u16] = match (phase, api) {
                (Phase::Up, _) if revoked => &[401],
                _ if revoked => &[401, 503],
                // The data are lost, and with them the revocations by other APIs.
                (Phase::Lost, 0 | 1) => &[503, if touched { 401 } else { 503 }],
                _ if touched => &[200, 401, 503],
                (Phase::Up, _) => &[200],
                (Phase::Down, 0) => &[503],
                // Known callers notice no outage.
                (Phase::Down, 1) if token.is_none() => &[200],
                _ => &[200, 503],
            };
            if revoked {
                self.rejected.fetch_add(1, Ordering::SeqCst);
            }
            if !expected.contains(&status) {
                eprintln!("{phase:?}, API {api}, {text}: {status}, expected {expected:?}");
                self.failures.store(1, Ordering::SeqCst);
            }
            *self.table.lock().unwrap().entry((phase, api, status)).or_default() += 1;
            self.served.send_modify(|served| *served += 1);
        }
    }

    /// Returns `true` if an API rejects a token. The API with a cache may need its time.
    async fn rejects(&self, api: usize, client: &mut Client, index: usize) -> bool {
        loop {
            match client.me(&revocable(index)).await {
                401 => return true,
                200 if api == 2 => {}
                _ => return false,
            }
        }
    }

    /// Revokes one token after the other, at each API in turn, in all phases.
    async fn revoke(self: Arc<Self>) {
        let mut clients = self.clients().await;
        let mut served = self.served.subscribe();
        for index in 0..REVOCABLE {
            let token = &self.revocable[index];
            self.sent.store(index, Ordering::SeqCst);
            token.touched.store(true, Ordering::SeqCst);
            let path = match index % 3 {
                0 => format!("token/r{index}"),
                _ => format!("user/user{index}/100"),
            };
            if clients[index % APIS].revoke(&path).await {
                self.stored.fetch_add(1, Ordering::SeqCst);
                token.revoked[0].store(true, Ordering::SeqCst);
                // The others must reject each token that they revoked, or rejected once.
                for api in [1, 2] {
                    if index % APIS == api || self.rejects(api, &mut clients[api], index).await {
                        token.revoked[api].store(true, Ordering::SeqCst);
                    }
                }
            }
            let next = *served.borrow() + 10;
            while *served.borrow_and_update() < next && !self.has_ended() {
                if served.changed().await.is_err() {
                    return;
                }
            }
            if self.has_ended() {
                return;
            }
        }
    }
}
