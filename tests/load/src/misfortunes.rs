//! Failures around an authentication, over real sockets: it hangs, fails, panics, or the client
//! disconnects.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use auth_core::Auth;
use http::{HeaderValue, Request};
use http_body_util::Full;
use hyper::body::Bytes;

use crate::calls::Call;
use crate::connection::{Connection, Sender, Version};
use crate::credentials::ISSUER;
use crate::differences::Differences;
use crate::expectations::Answer;
use crate::fragile::{Fragile, Watch};
use crate::server::serve;

/// The number of clients, each with a connection of its own. Each version of the protocol has
/// half of them.
pub(crate) const CLIENTS: usize = 16;
/// The deadline of the authenticator in one of the applications.
const DEADLINE: Duration = Duration::from_millis(50);
/// The time that a client waits for an event that needs no clock. A longer wait is a
/// difference.
const PATIENCE: Duration = Duration::from_secs(30);

/// A failure.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Misfortune {
    Hangs,
    Fails,
    FailsLater,
    Panics,
    PanicsLater,
    /// The client closes its connection while the authenticator runs.
    HangsUp,
    /// The client cancels the request, and keeps the connection if that is possible.
    GivesUp,
}

impl Misfortune {
    const ALL: [Self; 7] = [
        Self::Hangs,
        Self::Fails,
        Self::FailsLater,
        Self::Panics,
        Self::PanicsLater,
        Self::HangsUp,
        Self::GivesUp,
    ];

    const fn deed(self) -> &'static str {
        match self {
            Self::Hangs | Self::HangsUp | Self::GivesUp => "hangs",
            Self::Fails => "fails",
            Self::FailsLater => "fails-later",
            Self::Panics => "panics",
            Self::PanicsLater => "panics-later",
        }
    }

    /// Returns the expected response, or `None` if no client waits for it.
    fn answer(self) -> Option<Answer> {
        match self {
            Self::Hangs | Self::Fails => Some(Answer::unavailable("1")),
            Self::FailsLater => Some(Answer::unavailable("7")),
            _ => None,
        }
    }

    /// Returns whether the connection must stay usable.
    const fn leaves_the_connection(self, version: Version) -> bool {
        matches!(
            (self, version),
            (Self::Hangs | Self::Fails | Self::FailsLater, _)
                | (Self::Panics | Self::PanicsLater | Self::GivesUp, Version::Two)
        )
    }
}

/// A client, and its applications.
struct Unlucky {
    number: usize,
    version: Version,
    rng: fastrand::Rng,
    /// An application with the deadline [`DEADLINE`], and one with the maximum.
    impatient: SocketAddr,
    patient: SocketAddr,
    watches: Arc<[Watch]>,
    differences: Differences,
}

/// Causes `rounds` failures for each client in random order, for all clients at the same time.
/// After each one, the next request must succeed: on the same connection, if it is open, and on a
/// new one.
pub(crate) async fn meet(rng: &mut fastrand::Rng, rounds: usize) -> Differences {
    let watches: Arc<[Watch]> = (0..CLIENTS).map(|_| Watch::default()).collect();
    let fragile = |deadline| {
        let fragile = Fragile { watches: Arc::clone(&watches) };
        quickstart::router(
            Auth::builder().authenticator(fragile).deadline(deadline).build().unwrap(),
        )
    };
    let impatient = serve(fragile(DEADLINE)).await;
    let patient = serve(fragile(Duration::from_secs(300))).await;
    let meeting: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let (version, rng) =
                (if number % 2 == 0 { Version::One } else { Version::Two }, rng.fork());
            let (watches, differences) = (Arc::clone(&watches), Differences::default());
            tokio::spawn(
                Unlucky { number, version, rng, impatient, patient, watches, differences }
                    .meet(rounds),
            )
        })
        .collect();
    let mut differences = Differences::default();
    for client in meeting {
        differences.append(client.await.unwrap());
    }
    differences
}

impl Unlucky {
    async fn meet(mut self, rounds: usize) -> Differences {
        let mut misfortunes = Vec::new();
        for _ in 0..rounds {
            // Each failure occurs equally often, in random order.
            if misfortunes.is_empty() {
                misfortunes.extend(Misfortune::ALL);
                self.rng.shuffle(&mut misfortunes);
            }
            if let Some(misfortune) = misfortunes.pop() {
                self.suffer(misfortune).await;
            }
        }
        self.differences
    }

    async fn suffer(&mut self, misfortune: Misfortune) {
        let is_patient = matches!(misfortune, Misfortune::HangsUp | Misfortune::GivesUp);
        let address = if is_patient { self.patient } else { self.impatient };
        let mut connection = Connection::open(address, self.version).await;
        self.good(&mut connection.sender, misfortune, "before it").await;
        let connection = if is_patient {
            self.go_away(connection, misfortune).await
        } else {
            self.be_refused(&mut connection.sender, misfortune).await;
            Some(connection)
        };
        if let Some(mut connection) = connection {
            let stays = misfortune.leaves_the_connection(self.version);
            if connection.sender.is_open().await {
                self.good(&mut connection.sender, misfortune, "on the same connection").await;
            } else if stays {
                self.differ(misfortune, "the connection is gone", String::new);
            }
        }
        let mut another = Connection::open(address, self.version).await;
        self.good(&mut another.sender, misfortune, "on a new connection").await;
    }

    /// Sends the request that causes the failure. A connection that carries several requests
    /// carries a valid one at the same time.
    async fn be_refused(&mut self, sender: &mut Sender, misfortune: Misfortune) {
        let bad = request(misfortune.deed(), self.number);
        let answer = match sender.another() {
            Some(mut other) => {
                let (answer, ()) =
                    tokio::join!(sender.send(bad), self.good(&mut other, misfortune, "beside it"));
                answer
            }
            None => sender.send(bad).await,
        };
        if answer.as_ref().ok() != misfortune.answer().as_ref() {
            self.differ(misfortune, "another answer", || format!("{answer:?}"));
        }
        if misfortune == Misfortune::Hangs {
            self.watches[self.number].begun.notified().await;
            self.expect_the_end(misfortune).await;
        }
    }

    /// Sends a request and disconnects while the authenticator runs.
    async fn go_away(
        &mut self,
        connection: Connection,
        misfortune: Misfortune,
    ) -> Option<Connection> {
        let mut connection = connection;
        let bad = request(misfortune.deed(), self.number);
        let begun = self.watches[self.number].begun.notified();
        let answer = tokio::select! {
            biased;
            answer = connection.sender.send(bad) => Some(answer),
            _ = tokio::time::timeout(PATIENCE, begun) => None,
        };
        if let Some(answer) = answer {
            self.differ(misfortune, "an answer without an authentication", || {
                format!("{answer:?}")
            });
        }
        // A cancelled request leaves a connection of HTTP/2 open for others, and ends one of
        // HTTP/1.1.
        let connection = match (misfortune, self.version) {
            (Misfortune::GivesUp, Version::Two) => Some(connection),
            (Misfortune::GivesUp, Version::One) => {
                drop(connection);
                None
            }
            _ => {
                connection.hang_up().await;
                None
            }
        };
        self.expect_the_end(misfortune).await;
        connection
    }

    /// Checks that no authentication runs on after its client disconnected or got a 503.
    async fn expect_the_end(&mut self, misfortune: Misfortune) {
        let dropped = self.watches[self.number].dropped.notified();
        if tokio::time::timeout(PATIENCE, dropped).await.is_err() {
            self.differ(misfortune, "the authenticator works on", String::new);
        }
    }

    /// Returns a request whose response must have the identity of its token.
    async fn good(&mut self, sender: &mut Sender, misfortune: Misfortune, when: &str) {
        let deed = if self.rng.bool() { "good" } else { "slow" };
        let subject = format!("{}-{}", self.number, self.rng.u64(..));
        let answer = sender.send(request(deed, &subject)).await;
        let expected = Answer::served(200, format!("You are {subject} of {ISSUER}\n"));
        if answer.as_ref().ok() != Some(&expected) {
            let what = format!("a good request {when}");
            self.differ(misfortune, &what, || format!("{answer:?} instead of {expected:?}"));
        }
    }

    fn differ(&mut self, misfortune: Misfortune, what: &str, example: impl FnOnce() -> String) {
        self.differences.add(format!("{misfortune:?}, {:?}: {what}", self.version), example);
    }
}

fn request(deed: &str, client: impl std::fmt::Display) -> Request<Full<Bytes>> {
    Call::Me.request(&[HeaderValue::from_str(&format!("Bearer {deed}.{client}")).unwrap()])
}
