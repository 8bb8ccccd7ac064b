//! The run: clients send requests. Between and during the requests, the clock is set, and tokens
//! and users are revoked.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crate::clients::{Client, Crowd, Findings, Progress};
use crate::connection::{Connection, Sender, Version};
use crate::latencies::Spent;
use crate::server::serve;
use crate::timeline::CHANGES;
use crate::unguarded;
use crate::world::World;

/// The number of clients with a connection of their own.
const ALONE: usize = 8;
/// The number of shared connections, and of clients on each of them.
const SHARED: (usize, usize) = (2, 4);
/// One request in this number is sent during a change.
const AMID: usize = 20;

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) findings: Findings,
    pub(crate) spent: Spent,
}

/// Sends `requests` requests to the quickstart, as many to the router without guards, and half as
/// many with valid tokens only.
pub(crate) async fn run(rng: &mut fastrand::Rng, requests: usize) -> Outcome {
    let world = Arc::new(World::new(rng));
    let progress = Arc::new(Progress::new(&world));
    let mut clients = clients(&world, rng).await;
    let mut spent = Spent::default();
    let each = requests.div_ceil(clients.len() * (CHANGES + 1));
    for change in 1..=CHANGES + 1 {
        // Before the change, each expectation is exact.
        let amid = if change > CHANGES { 0 } else { each.div_ceil(AMID) };
        ask(&mut clients, (&world, &progress), (Crowd::Mixed, each - amid), &mut spent.mixed).await;
        ask(&mut clients, (&world, &progress), (Crowd::Unguarded, each), &mut spent.unguarded)
            .await;
        ask(&mut clients, (&world, &progress), (Crowd::Good, each.div_ceil(2)), &mut spent.good)
            .await;
        if amid > 0 {
            // During the change, the states at the request, at the response and between them are
            // correct.
            let begin = progress.answers.load(Ordering::SeqCst) + amid * clients.len() / 4;
            let making =
                tokio::spawn(make(change, Arc::clone(&world), Arc::clone(&progress), begin));
            ask(&mut clients, (&world, &progress), (Crowd::Mixed, amid), &mut spent.mixed).await;
            making.await.unwrap();
        }
    }
    let mut findings = Findings::default();
    for client in clients {
        findings.append(client.findings);
    }
    findings.add_what_was_not_tried(&world);
    Outcome { findings, spent }
}

/// Makes a change as soon as this number of responses was received.
async fn make(change: usize, world: Arc<World>, progress: Arc<Progress>, begin: usize) {
    while progress.answers.load(Ordering::SeqCst) < begin {
        tokio::task::yield_now().await;
    }
    progress.begun.store(change, Ordering::SeqCst);
    world.timeline.change(change, &world.auth, &world.users, &world.credentials).await;
    progress.completed.store(change, Ordering::SeqCst);
}

/// Sends the requests of all clients at the same time, adds the duration, and compares the
/// responses.
async fn ask(
    clients: &mut Vec<Client>,
    (world, progress): (&Arc<World>, &Arc<Progress>),
    (crowd, requests): (Crowd, usize),
    spent: &mut Duration,
) {
    let started = Instant::now();
    let ask = |client: Client| client.ask(Arc::clone(world), Arc::clone(progress), crowd, requests);
    let asking: Vec<_> = clients.drain(..).map(|client| tokio::spawn(ask(client))).collect();
    for client in asking {
        clients.push(client.await.unwrap());
    }
    *spent += started.elapsed();
    for client in clients {
        client.judge(world, progress);
    }
}

async fn clients(world: &World, rng: &mut fastrand::Rng) -> Vec<Client> {
    let guarded = serve(quickstart::router(world.auth.clone())).await;
    let unguarded = serve(unguarded::router()).await;
    let mut clients = Vec::new();
    let mut add = |version, guarded, unguarded| {
        let (exchanges, findings) = (Vec::new(), Findings::default());
        clients.push(Client { rng: rng.fork(), version, guarded, unguarded, exchanges, findings });
    };
    for _ in 0..ALONE {
        let [guarded, unguarded] = open([guarded, unguarded], Version::One).await;
        add(Version::One, guarded, unguarded);
    }
    for _ in 0..SHARED.0 {
        let [guarded, unguarded] = open([guarded, unguarded], Version::Two).await;
        for _ in 0..SHARED.1 {
            add(Version::Two, guarded.another().unwrap(), unguarded.another().unwrap());
        }
    }
    clients
}

async fn open(addresses: [SocketAddr; 2], version: Version) -> [Sender; 2] {
    let [guarded, unguarded] = addresses;
    [
        Connection::open(guarded, version).await.sender,
        Connection::open(unguarded, version).await.sender,
    ]
}
