//! Uploads to routes that reject them: one table for each framework that passes the body on.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use auth_core::Auth;
use axum::body::Bytes;
use http::{Request, Response, Version};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::callers::{CallerBook, Pace};
use crate::vectors::Table;

/// The content of one frame of an upload.
static PIECE: [u8; 1024 * 1024] = [b'x'; 1024 * 1024];

/// A body of pieces of 1 MiB that counts the pieces that are read.
#[derive(Debug)]
pub struct Upload {
    pieces: usize,
    then: Then,
    read: Arc<AtomicUsize>,
    _dropped: oneshot::Sender<()>,
}

/// The event after the pieces of an upload.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Then {
    /// The end.
    #[default]
    End,
    /// A pause: the client keeps the connection and sends no more.
    Silence,
}

impl Body for Upload {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match (self.pieces.checked_sub(1), self.then) {
            (Some(rest), _) => {
                self.pieces = rest;
                self.read.fetch_add(1, Ordering::SeqCst);
                Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&PIECE)))))
            }
            (None, Then::End) => Poll::Ready(None),
            (None, Then::Silence) => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.pieces == 0 && self.then == Then::End
    }
}

/// A request with an upload, and its expected result.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    name: &'static str,
    path: &'static str,
    token: &'static str,
    version: Version,
    expects: bool,
    /// The headers about the body.
    announced: &'static [(&'static str, &'static str)],
    limit: Option<u64>,
    pieces: usize,
    then: Then,
    status: u16,
    closes: bool,
    read: usize,
    seconds: u64,
}

/// Returns a request without credentials to a guarded route, over HTTP/1.1, by a client that sends
/// its whole upload.
const REFUSED: Case = Case {
    name: "no credentials",
    path: "/guarded",
    token: "",
    version: Version::HTTP_11,
    expects: false,
    announced: &[("transfer-encoding", "chunked")],
    limit: None,
    pieces: 3,
    then: Then::End,
    status: 401,
    closes: true,
    read: 3,
    seconds: 0,
};

const MIB: u64 = 1024 * 1024;

/// The routes. `/guarded` requires an admin and reads no body. `/concealed` has that rule with
/// `conceal`. `/unknown` does not exist. `/partly` reads one piece before it requires an admin.
/// `/wholly` reads all before its `check(…)` rejects.
const CASES: &[Case] = &[
    REFUSED,
    Case { name: "bad credentials", token: "forged", ..REFUSED },
    Case { name: "not permitted", token: "editor", status: 403, ..REFUSED },
    Case { name: "cannot be checked", token: "outage", status: 503, ..REFUSED },
    Case { name: "HTTP/1.0", version: Version::HTTP_10, ..REFUSED },
    Case { name: "HTTP/2", version: Version::HTTP_2, closes: false, read: 0, ..REFUSED },
    Case { name: "no body", pieces: 0, closes: false, read: 0, ..REFUSED },
    Case { name: "waits for 100", expects: true, read: 0, ..REFUSED },
    Case { name: "a drain of nothing", limit: Some(0), read: 0, ..REFUSED },
    Case { name: "up to the limit", limit: Some(3 * MIB), ..REFUSED },
    // The piece that exceeds the limit is the last one.
    Case { name: "past the limit", limit: Some(2 * MIB), pieces: 9, ..REFUSED },
    Case { name: "past the default", pieces: 99, read: 65, ..REFUSED },
    Case { name: "a length", announced: &[("content-length", "3145728")], ..REFUSED },
    Case {
        name: "more than its length",
        announced: &[("content-length", "1048576")],
        read: 2,
        ..REFUSED
    },
    // Outer middleware may decode it: a few bytes become all that the limit allows.
    Case {
        name: "encoded",
        announced: &[("content-length", "106"), ("content-encoding", "br")],
        read: 0,
        ..REFUSED
    },
    Case {
        name: "encoded, in chunks",
        announced: &[("transfer-encoding", "chunked"), ("content-encoding", "gzip")],
        read: 0,
        ..REFUSED
    },
    Case { name: "decoded", announced: &[], read: 0, ..REFUSED },
    Case { name: "silence", then: Then::Silence, seconds: 5, ..REFUSED },
    Case {
        name: "silence at once",
        pieces: 0,
        then: Then::Silence,
        read: 0,
        seconds: 5,
        ..REFUSED
    },
    Case { name: "let in", token: "admin", status: 200, closes: false, read: 0, ..REFUSED },
    Case { name: "concealed", path: "/concealed", status: 404, closes: false, read: 0, ..REFUSED },
    Case { name: "unknown", path: "/unknown", status: 404, closes: false, read: 0, ..REFUSED },
    Case { name: "read in part", path: "/partly", token: "editor", status: 403, ..REFUSED },
];

/// The cases of frameworks with a boxed body (not salvo), which know how much of it was
/// read.
const KNOWN: &[Case] = &[
    Case {
        name: "read",
        path: "/wholly",
        token: "editor",
        pieces: 1,
        status: 403,
        closes: false,
        read: 1,
        ..REFUSED
    },
    // The client sent a part of it, so it waits no longer.
    Case {
        name: "read after 100",
        path: "/partly",
        token: "editor",
        expects: true,
        status: 403,
        ..REFUSED
    },
];

/// Returns the cases of a framework. `knows`: its adapter knows how much of a body was read.
pub fn cases(knows: bool) -> impl Iterator<Item = &'static Case> {
    CASES.iter().chain(KNOWN.iter().filter(move |_| knows))
}

impl Case {
    /// Returns whether a guard rejects, before the handler runs.
    pub fn is_guarded(&self) -> bool {
        self.path == "/guarded"
    }

    /// Sends the request through a framework's routes inside `Auth`, and compares. The clock must
    /// be paused.
    pub async fn run(&self, send: impl AsyncFn(Auth, Request<Upload>) -> Response<()>) {
        let mut auth =
            Auth::builder().authenticator(CallerBook::new(&Table::load().callers(), Pace::AtOnce));
        if let Some(limit) = self.limit {
            auth = auth.drain(limit);
        }
        let read = Arc::new(AtomicUsize::new(0));
        let (sender, dropped) = oneshot::channel();
        let upload = Upload {
            pieces: self.pieces,
            then: self.then,
            read: Arc::clone(&read),
            _dropped: sender,
        };
        let start = Instant::now();
        let response = send(auth.build().unwrap(), self.request(upload)).await;
        let (status, connection) =
            (response.status().as_u16(), response.headers().get("connection"));
        assert_eq!(start.elapsed(), Duration::ZERO, "{}: the response waited", self.name);
        assert_eq!(status, self.status, "{}", self.name);
        assert_eq!(connection.is_some_and(|value| value == "close"), self.closes, "{}", self.name);
        // Until then, the connection is kept.
        dropped.await.unwrap_err();
        assert_eq!(start.elapsed(), Duration::from_secs(self.seconds), "{}", self.name);
        assert_eq!(read.load(Ordering::SeqCst), self.read, "{}: pieces read", self.name);
    }

    fn request(&self, upload: Upload) -> Request<Upload> {
        let mut request = Request::post(self.path).version(self.version);
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        for (name, value) in self.announced {
            request = request.header(*name, *value);
        }
        if self.expects {
            request = request.header("expect", "100-continue");
        }
        request.body(upload).unwrap()
    }
}

/// A body with all features of bodies: a known length, an error, trailers, a pause.
#[derive(Debug, Default)]
pub struct Odd {
    polls: usize,
}

impl Body for Odd {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.polls += 1;
        let trailers = || {
            [("x-sum", "7")].map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        };
        Poll::Ready(match self.polls {
            1 => Some(Ok(Frame::data(Bytes::from_static(b"one")))),
            2 => {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            3 => Some(Err(io::Error::new(io::ErrorKind::TimedOut, "slow"))),
            4 => Some(Ok(Frame::data(Bytes::new()))),
            5 => Some(Ok(Frame::trailers(trailers().into_iter().collect()))),
            _ => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        self.polls > 5
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(if self.polls == 0 { 3 } else { 0 })
    }
}

/// The observations of a reader of a body.
pub async fn transcript<B: Body<Data = Bytes, Error: std::fmt::Debug> + Unpin>(
    mut body: B,
) -> String {
    let mut seen = Vec::new();
    for _ in 0..6 {
        let (hint, ended) = (body.size_hint(), body.is_end_stream());
        let frame = body.frame().await;
        seen.push(format!("{hint:?} {ended} {frame:?}"));
    }
    seen.join("\n")
}

/// Posts over a socket, in one write, and returns the received bytes until the connection
/// ends.
pub async fn post(server: SocketAddr, head: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(server).await.unwrap();
    stream.write_all(format!("POST {head}\r\nhost: localhost\r\n\r\n").as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}
