//! The run: clients send requests. Between and during the requests, the clock is set, and tokens
//! and users are revoked.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::clients::{Client, Crowd, Findings, Progress};
use crate::connection::senders;
use crate::latencies::Spent;
use crate::server::serve;
use crate::timeline::CHANGES;
use crate::unguarded;
use crate::world::World;

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
            let begin = progress.pace.answers() + amid * clients.len() / 4;
            let World { auth, users, credentials, timeline, .. } = &*world;
            let making = timeline.change(change, auth, users, credentials);
            tokio::join!(
                progress.pace.change(change, begin, making),
                ask(&mut clients, (&world, &progress), (Crowd::Mixed, amid), &mut spent.mixed),
            );
        }
    }
    let mut findings = Findings::default();
    for client in clients {
        findings.append(client.findings);
    }
    findings.add_what_was_not_tried(&world);
    Outcome { findings, spent }
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
    let guarded = senders(serve(quickstart::router(world.auth.clone())).await).await;
    let unguarded = senders(serve(unguarded::router()).await).await;
    let pairs = guarded.into_iter().zip(unguarded);
    let client = |((version, guarded), (_, unguarded))| {
        let (exchanges, findings) = (Vec::new(), Findings::default());
        Client { rng: rng.fork(), version, guarded, unguarded, exchanges, findings }
    };
    pairs.map(client).collect()
}
