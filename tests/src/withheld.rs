//! The responses of handlers without a guard, inside an `Auth` with `withhold_unguarded`.

use std::net::SocketAddr;

use auth_core::Auth;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use http::{Method, Request, Response};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::callers::{CallerBook, Pace};
use crate::log::Log;
use crate::vectors::Table;

/// The text that no withheld response contains, in a header or in the body.
pub const SECRET: &str = "secret";

/// The name of a header that has the secret.
pub const HEADER: &str = "x-own";

/// The problem document of a rejection with 500.
const PROBLEM: &str = r#"{"type":"about:blank","title":"Internal Server Error","status":500}"#;

/// The requests, and the expected statuses. Each route exists in each application.
///
/// | route | handler |
/// |---|---|
/// | `/open` | no guard; a success with the header [`HEADER`], a cookie and the secret as its body |
/// | `/stream` | no guard; the same body in parts |
/// | `/moved` | no guard; a redirect with the secret in its `Location` |
/// | `/wrong` | no guard; a client error with header and body |
/// | `/broken` | no guard; a server error with header and body |
/// | `/upgraded` | no guard; 101 |
/// | `/known` | only an `Identity` argument |
/// | `/perhaps` | only a `MaybeIdentity` argument |
/// | `/guarded` | `#[require(role = "admin")]` |
/// | `/public` | `#[public("…")]` |
/// | `/reported` | `#[require(role = "admin", report_only)]` |
/// | `/checked` | `#[require(check(…))]`, which holds |
/// | `/failing` | `#[require(check(…))]`, which does not hold |
/// | `/denied` | a function with `from = …` denies, and the handler responds with 200 |
/// | `/group/{id}` | no guard, inside a group with a guard |
const CASES: &[(Method, &str, &str, Expected)] = &[
    (Method::GET, "/open", "", Withheld),
    (Method::GET, "/open", "admin", Withheld),
    (Method::HEAD, "/open", "", Withheld),
    (Method::GET, "/stream", "", Withheld),
    (Method::GET, "/moved", "", Withheld),
    (Method::GET, "/wrong", "", Sent(400)),
    (Method::GET, "/broken", "", Sent(503)),
    (Method::GET, "/upgraded", "", Withheld),
    (Method::GET, "/known", "admin", Withheld),
    (Method::GET, "/known", "", Rejected(401)),
    (Method::GET, "/perhaps", "admin", Withheld),
    (Method::GET, "/perhaps", "", Withheld),
    (Method::GET, "/guarded", "admin", Sent(200)),
    (Method::HEAD, "/guarded", "admin", Sent(200)),
    (Method::GET, "/guarded", "editor", Rejected(403)),
    (Method::GET, "/guarded", "", Rejected(401)),
    (Method::GET, "/public", "", Sent(200)),
    (Method::GET, "/public", "admin", Sent(200)),
    (Method::GET, "/reported", "admin", Sent(200)),
    (Method::GET, "/reported", "", Sent(200)),
    (Method::GET, "/checked", "editor", Sent(200)),
    (Method::GET, "/failing", "editor", Rejected(403)),
    (Method::GET, "/denied", "editor", Sent(200)),
    (Method::GET, "/group/7", "admin", Sent(200)),
    (Method::GET, "/group/7", "editor", Rejected(403)),
    (Method::GET, "/unknown", "", Rejected(404)),
    (Method::GET, "/unknown", "admin", Rejected(404)),
];

use Expected::{Rejected, Sent, Withheld};

/// The expected response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Expected {
    /// The application's own response, with this status and the secret.
    Sent(u16),
    /// Another response with this status.
    Rejected(u16),
    /// The 500 in place of the application's own response.
    Withheld,
}

/// Returns an `Auth` that withholds, with the callers of the decision tables.
#[must_use]
pub fn auth() -> Auth {
    let book = CallerBook::new(&Table::load().callers(), Pace::AtOnce);
    Auth::builder().authenticator(book).withhold_unguarded().build().unwrap()
}

/// Returns a request with the token of a caller, or without one if it is empty.
#[must_use]
pub fn request(method: Method, path: &str, token: &str) -> Request<()> {
    let mut request = Request::builder().method(method).uri(path);
    if !token.is_empty() {
        request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    request.body(()).unwrap()
}

/// Sends all requests of the table. `send` returns the response. `pattern` converts a path to the
/// route in the log.
pub fn run(pattern: impl Fn(&str) -> String, mut send: impl FnMut(Request<()>) -> Response<Bytes>) {
    for (method, path, token, expected) in CASES {
        let log = Log::default();
        let response = log.collect(|| send(request(method.clone(), path, token)));
        let case = format!("{method} {path} {token:?}: {response:?}");
        let withheld: Vec<_> =
            log.events().into_iter().filter(|event| event.contains("response withheld")).collect();
        match expected {
            Withheld => {
                assert_withheld(&response, method, &case);
                assert_eq!(withheld.len(), 1, "{case} {withheld:?}");
                // rocket converts HEAD to GET.
                let method = if method == Method::HEAD { "" } else { method.as_str() };
                let fields = format!("{method}\" route=\"{}\"", pattern(path));
                assert!(withheld[0].contains("ERROR"), "{case} {withheld:?}");
                assert!(withheld[0].contains("code=\"no_guard\""), "{case} {withheld:?}");
                assert!(withheld[0].contains(&fields), "{case} {fields} {withheld:?}");
            }
            Sent(status) => {
                assert_eq!(response.status(), *status, "{case}");
                assert_eq!(response.headers()[HEADER], SECRET, "{case}");
                assert!(method == Method::HEAD || response.body() == SECRET, "{case}");
                assert_eq!(withheld, [""; 0], "{case}");
            }
            Rejected(status) => {
                assert_eq!(response.status(), *status, "{case}");
                assert_eq!(withheld, [""; 0], "{case}");
            }
        }
    }
}

/// Asserts that a response is the 500 in place of another one.
pub fn assert_withheld(response: &Response<Bytes>, method: &Method, case: &str) {
    assert_eq!(response.status(), 500, "{case}");
    assert!(!format!("{response:?}").contains(SECRET), "{case}");
    assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json", "{case}");
    assert_eq!(response.headers()[CACHE_CONTROL], "no-store", "{case}");
    // The server sends no body with a response to HEAD.
    assert!(method == Method::HEAD || response.body() == PROBLEM, "{case}");
}

/// Asks for an upgrade over a socket, and reads until the server ends the connection or has sent
/// 101. Returns the response.
pub async fn ask_for_upgrade(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = "GET /socket HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\n\
                upgrade: websocket\r\nsec-websocket-version: 13\r\n\
                sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.starts_with(b"HTTP/1.1 101") && stream.read_buf(&mut answer).await.unwrap() > 0 {}
    String::from_utf8(answer).unwrap()
}
