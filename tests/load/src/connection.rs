//! A client's connection: kept open, or closed during a request.

use std::net::SocketAddr;

use http::header::{CACHE_CONTROL, CONNECTION, HOST, RETRY_AFTER, VARY, WWW_AUTHENTICATE};
use http::{HeaderValue, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::expectations::Answer;

/// The protocol's version.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Version {
    /// HTTP/1.1, one request after the other.
    One,
    /// HTTP/2 without TLS, with prior knowledge (RFC 9113 §3.3).
    Two,
}

/// The number of clients with a connection of their own.
const ALONE: usize = 8;
/// The number of shared connections, and of clients on each of them.
const SHARED: (usize, usize) = (2, 4);

/// Opens connections to a server. Returns a sender for each client.
pub(crate) async fn senders(address: SocketAddr) -> Vec<(Version, Sender)> {
    let mut senders = Vec::new();
    for _ in 0..ALONE {
        senders.push((Version::One, Connection::open(address, Version::One).await.sender));
    }
    for _ in 0..SHARED.0 {
        let shared = Connection::open(address, Version::Two).await.sender;
        senders.extend((0..SHARED.1).map(|_| (Version::Two, shared.another().unwrap())));
    }
    senders
}

/// A connection to a server. It is closed when all its senders are gone.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) sender: Sender,
    task: JoinHandle<()>,
}

/// The sender of requests.
#[derive(Debug)]
pub(crate) enum Sender {
    One {
        sender: http1::SendRequest<Full<Bytes>>,
        address: SocketAddr,
        /// `true` if the server announced the end of the connection, as for a rejected
        /// upload.
        ends: bool,
    },
    Two(http2::SendRequest<Full<Bytes>>),
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr, version: Version) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let stream = TokioIo::new(stream);
        match version {
            Version::One => {
                let (sender, connection) = http1::handshake(stream).await.unwrap();
                // The task that waits for a response receives the error.
                let sender = Sender::One { sender, address, ends: false };
                Self { sender, task: tokio::spawn(async { drop(connection.await) }) }
            }
            Version::Two => {
                let (sender, connection) =
                    http2::handshake(TokioExecutor::new(), stream).await.unwrap();
                Self {
                    sender: Sender::Two(sender),
                    task: tokio::spawn(async { drop(connection.await) }),
                }
            }
        }
    }

    /// Closes the connection, also during a request.
    pub(crate) async fn hang_up(self) {
        self.task.abort();
        drop(self.task.await);
    }
}

impl Sender {
    /// Returns another sender of the same connection, if it carries several requests at a
    /// time.
    pub(crate) fn another(&self) -> Option<Self> {
        match self {
            Self::One { .. } => None,
            Self::Two(sender) => Some(Self::Two(sender.clone())),
        }
    }

    /// Returns whether the connection accepts another request.
    pub(crate) async fn is_open(&mut self) -> bool {
        match self {
            Self::One { sender, .. } => sender.ready().await.is_ok(),
            Self::Two(sender) => sender.ready().await.is_ok(),
        }
    }

    /// Opens another connection if the server announced the end of this one. An unannounced end is
    /// a difference.
    pub(crate) async fn renew(&mut self) {
        if let Self::One { address, ends: true, .. } = self {
            *self = Connection::open(*address, Version::One).await.sender;
        }
    }

    /// Returns the whole response to a request, or an error if there was none or a part
    /// only.
    pub(crate) async fn send(
        &mut self,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Answer, hyper::Error> {
        let response = match self {
            Self::One { sender, ends, .. } => {
                let host = request
                    .uri()
                    .authority()
                    .map(|host| HeaderValue::from_str(host.as_str()).unwrap());
                request.headers_mut().extend(host.map(|host| (HOST, host)));
                *request.uri_mut() = request.uri().path().parse().unwrap();
                sender.ready().await?;
                let response = sender.send_request(request).await?;
                *ends = response.headers().get(CONNECTION).is_some_and(|value| value == "close");
                response
            }
            Self::Two(sender) => {
                sender.ready().await?;
                sender.send_request(request).await?
            }
        };
        read(response).await
    }
}

async fn read(response: Response<Incoming>) -> Result<Answer, hyper::Error> {
    let (parts, body) = response.into_parts();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let challenges = parts.headers.get_all(WWW_AUTHENTICATE).iter().map(text).collect();
    let body = String::from_utf8_lossy(&body.collect().await?.to_bytes()).into_owned();
    Ok(Answer {
        status: parts.status.as_u16(),
        challenges,
        cache_control: parts.headers.get(CACHE_CONTROL).map(text),
        vary: parts.headers.get_all(VARY).iter().map(text).collect(),
        retry_after: parts.headers.get(RETRY_AFTER).map(text),
        body,
    })
}
