//! The CPU time of a server for each request: unguarded, guarded, and with a hand-written guard.
//!
//! Each server is a process of its own and gets the same bytes over 32 connections, in alternating
//! rounds. The token is known (HS256). CPU time includes the kernel's part. It does not depend on
//! the throughput, but other programs on the same CPUs evict caches and so raise it.
//!
//! # Figures
//!
//! Measured on two cores of an AMD EPYC (Zen 4), the lowest of 41 rounds, in microseconds:
//!
//! | worker threads, tokens | unguarded | an `Extension` | guarded | hand-written |
//! |---|--:|--:|--:|--:|
//! | 1 thread, 1 token | 8.1 | 8.3 | 9.1 | 12.6 |
//! | 1 thread, 32 tokens | 8.1 | 8.3 | 9.0 | 12.2 |
//! | 1 thread, 3,200 tokens | 8.0 | 8.2 | 9.5 | 12.0 |
//! | 2 threads, 1 token | 8.7 | 9.0 | 9.7 | 12.8 |
//!
//! The guard adds 1.0 µs, as in the benchmark in one process. The median adds up to 2.4 µs. Causes:
//!
//! 1. Code. Counted with callgrind, a guarded request has 4,700 more instructions in user mode
//!    (18,000 instead of 13,300) and fetches 375 more lines of code into the first-level cache.
//!    In the benchmark they stay there. Over sockets the kernel evicts them between two requests.
//! 2. Data. It reads 100 to 150 more lines that are not in the first-level cache. With 3,200 tokens
//!    these lines come from a slower cache, which costs 0.5 µs.
//! 3. Not the atomics. Two threads with one token share all counters, and the guard adds no more.
//!
//! Of the 4,700 instructions, 30 % allocate, free or copy memory. A layer that adds an `Extension`
//! which the handler takes costs 1,500 by itself.

mod contestants;
mod process;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use tests::signer::Signer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use contestants::{AUDIENCE, Contestant, ISSUER, SECRET};
use process::Process;
pub(crate) use process::serve;

/// The number of connections, each with a token of its own.
const CONNECTIONS: usize = 32;
/// The number of requests on each connection, in each round and in the warm-up.
const REQUESTS: usize = 600;
const ROUNDS: usize = 9;

/// A server, and the connections to it.
struct Lane {
    process: Process,
    connections: Vec<Connection>,
    /// The CPU time for each request, in microseconds, by round.
    costs: Vec<f64>,
}

/// A connection, and the request that it sends again and again.
struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    response: Vec<u8>,
}

/// Measures all servers, one after the other in each round, and returns the table.
pub(crate) async fn measure() -> String {
    let mut lanes = Vec::new();
    for contestant in Contestant::ALL {
        let process = Process::start(contestant.name());
        let mut connections = Vec::new();
        for number in 0..CONNECTIONS {
            connections.push(Connection::open(process.address, number).await);
        }
        let mut lane = Lane { process, connections, costs: Vec::new() };
        lane.send().await;
        lanes.push(lane);
    }
    for _ in 0..ROUNDS {
        for lane in &mut lanes {
            let before = lane.process.cpu_time();
            lane.send().await;
            let cost = per_request(lane.process.cpu_time().saturating_sub(before));
            lane.costs.push(cost);
        }
    }
    table(&lanes)
}

impl Lane {
    /// Sends the requests of a round, on all connections at the same time.
    async fn send(&mut self) {
        let tasks: Vec<_> =
            self.connections.drain(..).map(|connection| tokio::spawn(connection.send())).collect();
        for task in tasks {
            self.connections.push(task.await.unwrap());
        }
    }
}

impl Connection {
    async fn open(address: SocketAddr, number: usize) -> Self {
        let token = Signer::with_secret("HS256", "1", SECRET).token(&serde_json::json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": format!("user-{number}"), "roles": ["admin"],
            "iat": 1_700_000_000, "exp": 4_000_000_000_u64,
        }));
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let request = format!(
            "GET /users HTTP/1.1\r\nhost: api.example\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        // All responses have the same length as the first one.
        let mut response = vec![0; 1_024];
        let length = stream.read(&mut response).await.unwrap();
        response.truncate(length);
        assert!(response.starts_with(b"HTTP/1.1 200") && response.ends_with(b"\r\n\r\nok"));
        Self { stream, request: request.into_bytes(), response }
    }

    async fn send(mut self) -> Self {
        for _ in 0..REQUESTS {
            self.stream.write_all(&self.request).await.unwrap();
            self.stream.read_exact(&mut self.response).await.unwrap();
            assert!(self.response.starts_with(b"HTTP/1.1 200") && self.response.ends_with(b"ok"));
        }
        self
    }
}

#[expect(clippy::cast_precision_loss, reason = "printed with a few digits")]
fn per_request(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6 / (REQUESTS * CONNECTIONS) as f64
}

/// Returns the table, in Markdown.
fn table(lanes: &[Lane]) -> String {
    let mut table = "| server | CPU time for each request, µs | lowest, µs | × unguarded |\n\
                     |---|--:|--:|--:|\n"
        .to_owned();
    let Some(unguarded) = lanes.first() else { return table };
    for (contestant, lane) in Contestant::ALL.into_iter().zip(lanes) {
        // Rounds are compared in pairs, because the machine may be busy in some of them.
        let ratios = lane.costs.iter().zip(&unguarded.costs).map(|(cost, floor)| cost / floor);
        let [lowest, cost] = lowest_and_median(lane.costs.iter().copied());
        let [_, ratio] = lowest_and_median(ratios);
        let name = contestant.name();
        writeln!(table, "| {name} | {cost:.1} | {lowest:.1} | {ratio:.2} |").unwrap();
    }
    table
}

fn lowest_and_median(values: impl Iterator<Item = f64>) -> [f64; 2] {
    let mut values: Vec<_> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    [0, ROUNDS / 2].map(|rank| values[rank])
}
