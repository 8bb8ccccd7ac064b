//! All kinds of credentials in one application: the JWTs of two issuers, opaque tokens,
//! API keys, passwords and sessions. Between and during the requests, the clock is set, accounts and tokens
//! are revoked, signing keys are rotated, and passwords are changed.
//!
//! `model.rs` predicts each response from the headers that were sent. It uses no part of the
//! library.

mod accounts;
mod application;
mod calls;
mod clients;
mod introspector;
mod issue;
mod issued;
mod model;
mod presented;
mod requests;
mod routes;

use std::sync::Arc;

use self::application::Application;
use self::clients::Client;
pub(crate) use self::clients::Findings;
use self::introspector::serve_endpoint;
use self::issued::Issued;
use crate::connection::senders;
use crate::pace::Pace;
use crate::server::serve;
use crate::timeline::{CHANGES, Timeline};

/// One request in this number is sent during a change.
const AMID: usize = 20;

/// Sends `requests` requests, and compares their responses.
pub(crate) async fn run(rng: &mut fastrand::Rng, requests: usize) -> Findings {
    let timeline = Timeline::new(rng);
    let issued = Arc::new(Issued::new(rng, &timeline));
    let introspector = serve_endpoint(&issued, timeline.clock()).await;
    let application = Application::new(&issued, &timeline, introspector);
    let address = serve(application.router()).await;
    let pace = Arc::new(Pace::default());
    let client = |(_, sender)| Client::new(rng.fork(), sender);
    let mut clients: Vec<_> = senders(address).await.into_iter().map(client).collect();
    let each = requests.div_ceil(clients.len() * (CHANGES + 1));
    for change in 1..=CHANGES + 1 {
        // Before the change, each expectation is exact.
        let amid = if change > CHANGES { 0 } else { each.div_ceil(AMID) };
        ask(&mut clients, (&issued, &timeline, &pace), each - amid).await;
        if amid > 0 {
            // During the change, the states before and after it are correct.
            let begin = pace.answers() + amid * clients.len() / 4;
            let making = application.change(change, &issued, &timeline);
            tokio::join!(
                pace.change(change, begin, making),
                ask(&mut clients, (&issued, &timeline, &pace), amid),
            );
        }
    }
    let mut findings = Findings::default();
    for client in clients {
        findings.append(client.findings);
    }
    findings.add_what_was_not_tried();
    findings
}

/// Sends the requests of all clients at the same time, and compares the responses.
async fn ask(
    clients: &mut Vec<Client>,
    (issued, timeline, pace): (&Arc<Issued>, &Timeline, &Arc<Pace>),
    requests: usize,
) {
    let ask = |client: Client| client.ask(Arc::clone(issued), Arc::clone(pace), requests);
    let asking: Vec<_> = clients.drain(..).map(|client| tokio::spawn(ask(client))).collect();
    for client in asking {
        let mut client = client.await.unwrap();
        client.judge(issued, timeline);
        clients.push(client);
    }
}
