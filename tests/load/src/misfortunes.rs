//! What goes wrong around an authentication, over real sockets: it hangs, fails, panics, or the client goes away.

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

/// How many clients there are, each with a connection of its own: one half of them in each version of the protocol.
pub(crate) const CLIENTS: usize = 16;
/// How long the impatient application waits for its authenticator.
const DEADLINE: Duration = Duration::from_millis(50);
/// How long a client waits for what must happen without a clock, before it calls it a difference.
const PATIENCE: Duration = Duration::from_secs(30);

/// What goes wrong.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Misfortune {
    Hangs,
    Fails,
    FailsLater,
    Panics,
    PanicsLater,
    /// The client closes its connection while the authenticator is at work.
    HangsUp,
    /// The client gives the request up, and keeps the connection where that is possible.
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

    /// What must be answered; nothing, where there is nobody to answer.
    fn answer(self) -> Option<Answer> {
        match self {
            Self::Hangs | Self::Fails => Some(Answer::unavailable("1")),
            Self::FailsLater => Some(Answer::unavailable("7")),
            _ => None,
        }
    }

    /// Whether the connection must be as good as before.
    const fn leaves_the_connection(self, version: Version) -> bool {
        matches!(
            (self, version),
            (Self::Hangs | Self::Fails | Self::FailsLater, _)
                | (Self::Panics | Self::PanicsLater | Self::GivesUp, Version::Two)
        )
    }
}

/// One client, and where it sends its requests.
struct Unlucky {
    number: usize,
    version: Version,
    rng: fastrand::Rng,
    /// An application that waits no longer than [`DEADLINE`], and one that waits as long as is allowed.
    impatient: SocketAddr,
    patient: SocketAddr,
    watches: Arc<[Watch]>,
    differences: Differences,
}

/// Lets each client meet `rounds` misfortunes in any order, all clients at once. After each one, the next request must be right: on the
/// same connection, where there still is one, and on a new one.
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
            // Each of them as often as the others, in an order that nobody foresees.
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

    /// Sends what brings the misfortune about; on a connection that carries several requests, beside a good one.
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

    /// Sends a request and goes away while the authenticator is at work.
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
        // A request that is given up leaves a connection of HTTP/2 to others, and is the end of one of HTTP/1.1.
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

    /// Nobody works on for a client that is gone, or that was told to come back later.
    async fn expect_the_end(&mut self, misfortune: Misfortune) {
        let dropped = self.watches[self.number].dropped.notified();
        if tokio::time::timeout(PATIENCE, dropped).await.is_err() {
            self.differ(misfortune, "the authenticator works on", String::new);
        }
    }

    /// A request that must be answered with the identity of its own token.
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
