//! A server of one document on a raw socket, whose faults can be changed while it runs.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::certificates::Certificate;
use crate::fault::{Fault, read_path};

/// A server of one document at an origin of its own. It has one connection for each request.
#[derive(Debug)]
pub struct Endpoint {
    origin: String,
    state: Arc<State>,
    server: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct State {
    response: Mutex<Response>,
    /// The times at which connections were accepted.
    fetches: Mutex<Vec<Instant>>,
    /// The number of open connections.
    open: AtomicU32,
    /// The number of open connections on which the server hangs.
    hanging: AtomicU32,
}

#[derive(Clone, Debug, Default)]
struct Response {
    document: String,
    fault: Fault,
    headers: String,
}

impl Endpoint {
    /// Starts a server on a free port of `localhost`, encrypted if `is_encrypted`.
    pub async fn start(is_encrypted: bool) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let scheme = if is_encrypted { "https" } else { "http" };
        let state = Arc::new(State::default());
        let server = tokio::spawn(serve(listener, is_encrypted, Arc::clone(&state)));
        Self { origin: format!("{scheme}://localhost:{port}"), state, server }
    }

    /// Returns the scheme, the host and the port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Replaces the document.
    pub fn publish(&self, document: impl Into<String>) {
        self.state.response.lock().unwrap().document = document.into();
    }

    /// Replaces the header lines of good responses, each with its line break.
    pub fn headers(&self, lines: &str) {
        lines.clone_into(&mut self.state.response.lock().unwrap().headers);
    }

    /// Replaces the fault, for connections that are accepted from now on.
    pub fn fail(&self, fault: Fault) {
        self.state.response.lock().unwrap().fault = fault;
    }

    /// Returns the time of each fetch so far: of each accepted connection.
    pub fn fetches(&self) -> Vec<Instant> {
        self.state.fetches.lock().unwrap().clone()
    }

    /// Returns `true` if no connection is open.
    pub fn is_idle(&self) -> bool {
        self.state.open.load(Ordering::SeqCst) == 0
    }

    /// Returns `true` if the server hangs on an open connection.
    pub fn is_hanging(&self) -> bool {
        self.state.hanging.load(Ordering::SeqCst) > 0
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(listener: TcpListener, is_encrypted: bool, state: Arc<State>) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        state.fetches.lock().unwrap().push(Instant::now());
        state.open.fetch_add(1, Ordering::SeqCst);
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            // The client may close the connection at any time.
            _ = state.connection(stream, is_encrypted).await;
            state.open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

impl State {
    async fn connection(&self, stream: TcpStream, is_encrypted: bool) -> io::Result<()> {
        let response = self.response.lock().unwrap().clone();
        if response.fault == Fault::HangAfterAccept {
            return self.hang(stream).await;
        }
        if is_encrypted {
            let certificate = match response.fault {
                Fault::Certificate(certificate) => certificate,
                _ => Certificate::Good,
            };
            let stream = certificate.acceptor().accept(stream).await?;
            self.respond(BufStream::new(stream), response).await
        } else {
            self.respond(BufStream::new(stream), response).await
        }
    }

    async fn respond(
        &self,
        mut stream: impl AsyncRead + AsyncWrite + Unpin,
        response: Response,
    ) -> io::Result<()> {
        let path = read_path(&mut stream).await?;
        let Response { document, fault, headers } = response;
        fault.respond(&mut stream, &path, &document, &headers).await?;
        stream.flush().await?;
        if fault.hangs() {
            return self.hang(stream).await;
        }
        stream.shutdown().await
    }

    /// Waits until the client closes the connection.
    async fn hang(&self, mut stream: impl AsyncRead + Unpin) -> io::Result<()> {
        self.hanging.fetch_add(1, Ordering::SeqCst);
        let mut end = Ok(1);
        while end.as_ref().is_ok_and(|read| *read > 0) {
            end = stream.read(&mut [0; 1024]).await;
        }
        self.hanging.fetch_sub(1, Ordering::SeqCst);
        end.map(drop)
    }
}
