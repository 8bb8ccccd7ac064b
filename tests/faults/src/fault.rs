//! Faults of a server of one document, as bytes on its connections.

use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use crate::certificates::Certificate;

/// A way in which the server fails.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Fault {
    /// The server sends the document.
    #[default]
    None,
    /// The server accepts the connection and sends no byte.
    HangAfterAccept,
    /// The server sends the headers and no body.
    HangAfterHeaders,
    /// The server sends half of the body.
    HangInBody,
    /// The server closes the connection in the place of a response.
    Close,
    /// The server closes the connection after half of the body.
    Truncated,
    /// The server sends the document with spaces up to 10 MB.
    TenMegabytes,
    /// The server sends the document with spaces without end, in chunks.
    Endless,
    /// The server compresses the document.
    Gzip,
    /// The server sends a page of HTML.
    NotJson,
    /// The document has duplicate members.
    DuplicateMembers,
    /// The server sends this document instead.
    Document(String),
    /// The server sends this status, with these lines of headers.
    Status(u16, String),
    /// The server redirects each path to this URL, itself included.
    Redirect(String),
    /// The server redirects to another path of its own, which has the document.
    Moved,
    /// The server presents this certificate.
    Certificate(Certificate),
}

/// The number of bytes of a large document.
const LARGE: usize = 10_000_000;

impl Fault {
    /// Returns `true` if the server keeps a connection open without a complete response.
    pub fn hangs(&self) -> bool {
        matches!(self, Self::HangAfterAccept | Self::HangAfterHeaders | Self::HangInBody)
    }

    /// Writes the response to a request for `path`.
    ///
    /// # Errors
    ///
    /// The error of a connection that the client closed.
    pub async fn respond(
        &self,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
        path: &str,
        document: &str,
        headers: &str,
    ) -> io::Result<()> {
        let ok =
            |length: usize| format!("HTTP/1.1 200 OK\r\n{headers}content-length: {length}\r\n\r\n");
        let half = &document[..document.len() / 2];
        let response = match self {
            Self::None | Self::Certificate(_) => ok(document.len()) + document,
            Self::HangAfterAccept | Self::Close => return Ok(()),
            Self::HangAfterHeaders => ok(document.len()),
            Self::HangInBody | Self::Truncated => ok(document.len()) + half,
            Self::TenMegabytes => ok(LARGE) + document + &" ".repeat(LARGE - document.len()),
            Self::Endless => return endless(stream, document).await,
            Self::Gzip => {
                let body = gzip(document);
                let head = ok(body.len()).replace("\r\n\r\n", "\r\ncontent-encoding: gzip\r\n\r\n");
                stream.write_all(head.as_bytes()).await?;
                return stream.write_all(&body).await;
            }
            Self::NotJson => ok(NO_JSON.len()) + NO_JSON,
            Self::DuplicateMembers => {
                let body = document.replacen('{', DUPLICATES, 1);
                ok(body.len()) + &body
            }
            Self::Document(other) => ok(other.len()) + other,
            Self::Status(status, headers) => {
                format!("HTTP/1.1 {status} Status\r\n{headers}content-length: 0\r\n\r\n")
            }
            Self::Moved if path == MOVED => ok(document.len()) + document,
            Self::Moved => redirect(MOVED),
            Self::Redirect(url) => redirect(url),
        };
        stream.write_all(response.as_bytes()).await
    }
}

const MOVED: &str = "/moved";

const NO_JSON: &str = "<!doctype html><title>Maintenance</title>";

/// Members that each document has.
const DUPLICATES: &str = r#"{"issuer": "https://other.example", "keys": [],"#;

fn redirect(url: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nlocation: {url}\r\ncontent-length: 0\r\n\r\n")
}

/// Writes until the client closes the connection.
async fn endless(stream: &mut (impl AsyncWrite + Unpin), document: &str) -> io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(format!("{head}{:x}\r\n{document}\r\n", document.len()).as_bytes()).await?;
    let chunk = format!("{:x}\r\n{}\r\n", 16_384, " ".repeat(16_384));
    loop {
        stream.write_all(chunk.as_bytes()).await?;
    }
}

fn gzip(document: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(document.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Reads a request up to its empty line, and returns its path.
///
/// # Errors
///
/// The error of a connection that the client closed.
pub async fn read_path(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<String> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(stream.read_u8().await?);
    }
    let text = String::from_utf8_lossy(&request);
    Ok(text.split(' ').nth(1).unwrap_or_default().to_owned())
}
