//! Replies that a Redis gives rarely: which ones are an outage, and the log of an outage.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use auth_core::Identity;
use auth_core::authn::{RevocationStatus, Revocations as _};
use auth_core::time::Timestamp;
use auth_redis::RedisRevocations;
use auth_redis::redis::{Client, aio::ConnectionManager};
use processes::server::{Data, PASSWORD, RedisServer};
use tests::log::Log;

const HOUR: Duration = Duration::from_secs(3_600);

/// A server with one reply to each `GET`; with `None`, the replies of an empty store.
#[derive(Clone, Default)]
struct Fake {
    reply: Arc<Mutex<Option<&'static str>>>,
    /// The number of connections so far.
    connections: Arc<AtomicUsize>,
    /// The number of the first connections that hang from now on.
    silent: Arc<AtomicUsize>,
}

impl Fake {
    /// Starts the server. Returns its URL.
    fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let fake = self.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (fake, number) = (fake.clone(), fake.connections.fetch_add(1, SeqCst));
                std::thread::spawn(move || fake.serve(number, &stream.unwrap()));
            }
        });
        format!("redis://{address}/")
    }

    fn reply(&self, command: &[String]) -> &'static str {
        match command {
            [info, _] if info == "INFO" => "$13\r\nmaxmemory:0\r\n\r\n",
            [get, _] if get != "GET" => "+OK\r\n",
            [_, key] => {
                let of_an_empty_store =
                    if key == "auth:revocations" { "$1\r\n1\r\n" } else { "$-1\r\n" };
                self.reply.lock().unwrap().unwrap_or(of_an_empty_store)
            }
            _ => "+OK\r\n",
        }
    }

    /// Responds until the client closes the connection.
    fn serve(&self, number: usize, mut stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        while let Some(command) = command(&mut reader) {
            if number < self.silent.load(SeqCst) {
                continue;
            }
            if stream.write_all(self.reply(&command).as_bytes()).is_err() {
                return;
            }
        }
    }
}

/// Reads a command: `*2`, `$3`, `GET`, `$4`, `name`.
fn command(reader: &mut BufReader<&TcpStream>) -> Option<Vec<String>> {
    let parts = number(reader)?;
    (0..parts)
        .map(|_| {
            let mut part = vec![0; number(reader)? + 2];
            reader.read_exact(&mut part).ok()?;
            part.truncate(part.len() - 2);
            String::from_utf8(part).ok()
        })
        .collect()
}

fn number(reader: &mut BufReader<&TcpStream>) -> Option<usize> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    line.trim().get(1..)?.parse().ok()
}

async fn is_good(store: &RedisRevocations) -> bool {
    let caller = Identity::builder("https://issuer.example", "canary-subject").token_id("5f0c");
    let caller = caller.build().unwrap();
    store.standing(&caller, Timestamp::now()).await.is_ok_and(|status| {
        assert_eq!(status, RevocationStatus::Good);
        true
    })
}

#[tokio::test]
async fn s57_only_an_outage_is_tolerated() {
    let fake = Fake::default();
    let url = fake.start();
    let connection = async || ConnectionManager::new(Client::open(&*url).unwrap()).await.unwrap();
    let closed = RedisRevocations::with(connection().await);
    let tolerant = RedisRevocations::with(connection().await).tolerate(HOUR);
    for (reply, tolerated) in [
        ("-LOADING Redis is loading the dataset in memory\r\n", true),
        ("-MASTERDOWN Link with MASTER is down\r\n", true),
        ("-CLUSTERDOWN The cluster is down\r\n", true),
        ("-MOVED 1 127.0.0.1:1\r\n", false),
        ("-NOAUTH Authentication required.\r\n", false),
        ("-NOPERM No permissions to access a key\r\n", false),
        ("-WRONGTYPE Operation against a key\r\n", false),
        ("-ERR anything else\r\n", false),
        ("$-1\r\n", false),
        ("+OK\r\n", false),
        (":1\r\n", false),
        ("*0\r\n", false),
        ("$20\r\n00000000000000000000\r\n", false),
    ] {
        *fake.reply.lock().unwrap() = None;
        while !is_good(&closed).await || !is_good(&tolerant).await {}
        *fake.reply.lock().unwrap() = Some(reply);
        for _ in 0..3 {
            assert!(!is_good(&closed).await, "{reply}");
            assert_eq!(is_good(&tolerant).await, tolerated, "{reply}");
        }
    }
    // The connection ends with it.
    *fake.reply.lock().unwrap() = Some("no reply of Redis\r\n");
    for _ in 0..3 {
        assert!(!is_good(&closed).await);
    }
    *fake.reply.lock().unwrap() = None;
    while !is_good(&closed).await {}
}

/// A connection that hangs is replaced: its address may lead to another server by now.
#[tokio::test]
async fn s57_connection_that_hangs_is_replaced() {
    let fake = Fake::default();
    let store = RedisRevocations::connect(&fake.start()).await.unwrap();
    assert!(is_good(&store).await);
    fake.silent.store(fake.connections.load(SeqCst), SeqCst);
    let (first, second) = tokio::join!(is_good(&store), is_good(&store));
    assert!(!first && !second);
    assert!(is_good(&store).await);
    assert_eq!(fake.connections.load(SeqCst), 2, "one connection replaces another one");
}

#[test]
fn outage_is_logged_once_without_names() {
    let log = Log::default();
    log.collect(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut server = RedisServer::start(Data::Kept, &[]);
            let store = RedisRevocations::connect(&server.url()).await.unwrap().tolerate(HOUR);
            store.initialize().await.unwrap();
            assert!(is_good(&store).await);
            server.kill();
            for _ in 0..5 {
                assert!(is_good(&store).await);
            }
            server.restart();
            while !log.text().contains("Redis responds again") {
                assert!(is_good(&store).await);
            }
        });
    });
    let text = log.text();
    let events: Vec<&str> = text.lines().filter(|line| line.contains("auth_redis")).collect();
    let [outage, end] = events[..] else { panic!("{events:?}") };
    assert!(outage.contains("WARN") && outage.contains("Redis is unreachable"), "{outage}");
    assert!(end.contains("INFO"), "{end}");
    for secret in [PASSWORD, "canary-subject", "5f0c"] {
        assert!(!text.contains(secret), "{text}");
    }
}
