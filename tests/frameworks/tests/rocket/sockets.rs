//! Requests over a socket: unread bodies, and lines that are not UTF-8.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::pin::Pin;

use auth_core::{Auth, require};
use rocket::config::{Config, LogLevel};
use rocket::fairing::AdHoc;
use rocket::{Route, get, post, routes};
use tests::callers::{CallerBook, Pace};
use tests::vectors::Table;

use super::auth;

#[require(role = "admin")]
#[post("/upload", data = "<text>")]
fn upload(text: String) -> String {
    text
}

/// Sends the head of a request and 14 bytes of a body that never ends, and reads what comes back.
fn refused_halfway(port: u16, token: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(
        stream,
        "POST /upload HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\nauthorization: Bearer {token}\r\n\r\n14 bytes, then"
    )
    .unwrap();
    read_until(&mut stream, "}")
}

/// Serves over a socket while `test` runs.
fn serve(auth: Auth, routes: Vec<Route>, test: impl FnOnce(u16)) {
    let (sender, receiver) = std::sync::mpsc::channel();
    let listening = AdHoc::on_liftoff("port", |rocket| {
        Box::pin(async move {
            let _ = sender.send((rocket.config().port, rocket.shutdown()));
        })
    });
    let mut config =
        Config { port: 0, workers: 1, log_level: LogLevel::Off, ..Config::debug_default() };
    (config.shutdown.ctrlc, config.shutdown.signals) =
        (false, std::collections::HashSet::default());
    let server = rocket::custom(config).mount("/", routes).attach(auth).attach(listening);
    let server = std::thread::spawn(|| rocket::execute(server.launch()).is_ok());
    let (port, shutdown) = receiver.recv().unwrap();
    test(port);
    shutdown.notify();
    assert!(server.join().unwrap());
}

#[test]
fn s41_body_of_rejected_request_is_not_awaited() {
    for pace in [Pace::AtOnce, Pace::Later] {
        let auth = Auth::new(CallerBook::new(&Table::load().callers(), pace));
        serve(auth, routes![upload], |port| {
            for (token, status) in [("editor", "403"), ("forged", "401"), ("outage", "503")] {
                let answer = refused_halfway(port, token);
                assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
                assert!(
                    answer.contains("application/problem+json") && answer.contains("no-store"),
                    "{answer}"
                );
                // Rocket reads no further, so the connection cannot go on.
                assert!(answer.contains("connection: close"), "{answer}");
            }
        });
    }
}

#[require(ip = "127.0.0.0/8")]
#[get("/internal")]
fn internal() -> &'static str {
    "internal"
}

#[require(role = "admin")]
#[get("/admin")]
fn for_admins() -> &'static str {
    "admin"
}

/// Sends a request with these header lines, and returns the status.
fn status_of(port: u16, path: &str, lines: &[&[u8]]) -> u16 {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut head =
        format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n").into_bytes();
    for line in lines {
        head.extend_from_slice(line);
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    stream.write_all(&head).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn s37_line_that_is_not_utf8_makes_no_client_a_proxy() {
    let proxies = ["127.0.0.1".parse().unwrap(), "127.0.0.2".parse().unwrap()];
    let auth = Auth::builder()
        .authenticator(CallerBook::new(&Table::load().callers(), Pace::AtOnce))
        .trusted_proxies(auth_core::request::ForwardedHeader::XForwardedFor, proxies);
    serve(auth.build().unwrap(), routes![internal], |port| {
        let of = |lines: &[&[u8]]| status_of(port, "/internal", lines);
        assert_eq!(of(&[b"x-forwarded-for: 127.0.0.3"]), 200);
        assert_eq!(of(&[b"x-forwarded-for: 198.51.100.66"]), 403);
        assert_eq!(of(&[]), 403);
        assert_eq!(of(&[b"x-forwarded-for: \xff"]), 403);
        assert_eq!(of(&[b"x-forwarded-for: \xff, 198.51.100.66"]), 403);
        // The inner one of two proxies writes a line of its own.
        assert_eq!(
            of(&[b"x-forwarded-for: \xff, 198.51.100.66", b"x-forwarded-for: 127.0.0.2"]),
            403
        );
        assert_eq!(of(&[b"x-forwarded-for: 127.0.0.3", b"x-forwarded-for: 127.0.0.2"]), 200);
    });
}

#[test]
fn s7_authorization_that_is_not_utf8_counts_as_none() {
    // Rocket does not report the line that it drops. The documented consequence allows no request
    // without valid credentials.
    serve(auth(), routes![for_admins], |port| {
        let of = |lines: &[&[u8]]| status_of(port, "/admin", lines);
        assert_eq!(of(&[b"authorization: Bearer admin", b"authorization: Bearer editor"]), 401);
        assert_eq!(of(&[b"authorization: Bearer \xff"]), 401);
        assert_eq!(of(&[b"authorization: Bearer editor", b"authorization: Bearer \xff"]), 403);
        assert_eq!(of(&[b"authorization: Bearer admin", b"authorization: Bearer \xff"]), 200);
        assert_eq!(of(&[b"authorization: Bearer \xff", b"authorization: Bearer admin"]), 200);
    });
}

/// A response that upgrades the connection to a protocol that says `upgraded`.
struct Upgrading;

struct Protocol;

#[rocket::async_trait]
impl rocket::data::IoHandler for Protocol {
    async fn io(self: Pin<Box<Self>>, mut io: rocket::data::IoStream) -> std::io::Result<()> {
        rocket::tokio::io::AsyncWriteExt::write_all(&mut io, b"upgraded").await
    }
}

impl<'r> rocket::response::Responder<'r, 'static> for Upgrading {
    fn respond_to(self, _: &'r rocket::Request<'_>) -> rocket::response::Result<'static> {
        rocket::Response::build().upgrade("own", Protocol).ok()
    }
}

#[get("/upgrading")]
fn upgrading() -> Upgrading {
    Upgrading
}

#[test]
fn withheld_upgrade_does_not_happen() {
    let book = CallerBook::new(&Table::load().callers(), Pace::AtOnce);
    for (auth, status) in [(Auth::new(book), "101"), (tests::withheld::auth(), "500")] {
        serve(auth, routes![upgrading], |port| {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
            let head = "GET /upgrading HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\n\
                        upgrade: own\r\n\r\n";
            stream.write_all(head.as_bytes()).unwrap();
            let end = if status == "101" { "upgraded" } else { "}" };
            let answer = read_until(&mut stream, end);
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        });
    }
}

fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut answer = Vec::new();
    let mut piece = [0; 1024];
    while !answer.ends_with(end.as_bytes()) {
        let read = stream.read(&mut piece).unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&piece[..read]);
    }
    String::from_utf8(answer).unwrap()
}
