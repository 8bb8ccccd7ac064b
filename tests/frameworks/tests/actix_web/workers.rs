//! Four workers with one `Auth`: a revocation through one of them holds in all.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::middleware::DefaultHeaders;
use actix_web::web::Data;
use actix_web::{App, HttpServer, get, post, rt};
use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady, Revocation};
use auth_core::request::{Credentials, Scheme};
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity, Rejection, require};
use tests::log::Log;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const WORKERS: usize = 4;

/// A token is its id. The issuer tells the `Auth`s of two tests apart.
#[derive(Debug)]
struct Tokens(&'static str);

impl Authenticator for Tokens {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn issuer(&self) -> Option<&str> {
        Some(self.0)
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        _: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        let identity = Identity::builder(self.0, "alice").token_id(credentials.token()).build();
        MaybeReady::ready(Ok(identity.unwrap()))
    }
}

#[require(authenticated)]
#[get("/me")]
async fn me() -> &'static str {
    "me"
}

#[require(authenticated)]
#[post("/logout")]
async fn logout(identity: Identity, auth: Data<Auth>) -> Result<&'static str, Rejection> {
    let revocation = Revocation::token(identity.issuer(), identity.token_id().unwrap());
    auth.revoke(revocation).await.unwrap();
    Ok("bye")
}

/// Serves with an `Auth` that `auth` makes in each worker, runs `test`, and stops.
fn serve<F: Future<Output = ()>>(
    log: &Log,
    auth: impl Fn() -> Auth + Send + Clone + 'static,
    test: impl FnOnce(SocketAddr) -> F,
) {
    let number = Arc::new(AtomicUsize::new(0));
    let log = log.clone();
    rt::System::new().block_on(async {
        let server = HttpServer::new(move || {
            log.follow();
            let auth = auth();
            let worker = number.fetch_add(1, Ordering::SeqCst).to_string();
            App::new()
                .app_data(Data::new(auth.clone()))
                .service(me)
                .service(logout)
                .wrap(auth)
                .wrap(DefaultHeaders::new().add(("x-worker", worker)))
        });
        let server = server.workers(WORKERS).disable_signals().bind(("127.0.0.1", 0)).unwrap();
        let address = server.addrs()[0];
        let server = server.run();
        let handle = server.handle();
        let server = rt::spawn(server);
        test(address).await;
        handle.stop(false).await;
        server.await.unwrap().unwrap();
    });
}

/// Sends a request over a connection of its own, and returns the status and which worker answered.
async fn send(address: SocketAddr, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "{request} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer t1\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let status = answer.split_whitespace().nth(1).unwrap().parse().unwrap();
    let worker = answer.lines().find_map(|line| line.strip_prefix("x-worker: ")).unwrap();
    (status, worker.to_owned())
}

/// Returns the responses of all workers. Repeats the request until each one has responded.
async fn answers(address: SocketAddr, request: &str) -> BTreeSet<(String, u16)> {
    let mut seen = BTreeSet::new();
    for _ in 0..1_000 {
        let (status, worker) = send(address, request).await;
        seen.insert((worker, status));
        if seen.iter().map(|(worker, _)| worker).collect::<BTreeSet<_>>().len() == WORKERS {
            return seen;
        }
    }
    panic!("not every worker answers: {seen:?}");
}

#[test]
fn auth_that_workers_clone_revokes_in_all_of_them() {
    let log = Log::default();
    let auth = Auth::new(Tokens("https://outside.example"));
    serve(
        &log,
        move || auth.clone(),
        async |address| {
            assert!(answers(address, "GET /me").await.iter().all(|(_, status)| *status == 200));
            assert_eq!(send(address, "POST /logout").await.0, 200);
            assert!(answers(address, "GET /me").await.iter().all(|(_, status)| *status == 401));
        },
    );
    let told: Vec<_> =
        log.all_events().into_iter().filter(|event| !event.contains("INFO")).collect();
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn auth_built_by_each_worker_warns_and_revoke_errors() {
    let log = Log::default();
    serve(
        &log,
        || Auth::new(Tokens("https://inside.example")),
        async |address| {
            assert!(answers(address, "GET /me").await.iter().all(|(_, status)| *status == 200));
            assert_eq!(send(address, "POST /logout").await.0, 200);
            // The log is right: the other workers accept the revoked token.
            let refused = answers(address, "GET /me")
                .await
                .iter()
                .filter(|(_, status)| *status == 401)
                .count();
            assert_eq!(refused, 1);
        },
    );
    let of = |level: &str| log.all_events().iter().filter(|event| event.contains(level)).count();
    assert_eq!((of("WARN"), of("ERROR")), (1, 1), "{:?}", log.all_events());
    assert!(
        log.text().contains("HttpServer::new") && log.text().contains("https://inside.example")
    );
}
