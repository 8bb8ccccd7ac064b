//! A client with one connection.

use std::net::SocketAddr;

use http::{Method, Request};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A client with one connection.
#[derive(Debug)]
pub struct Client(SendRequest<Empty<Bytes>>);

impl Client {
    /// Connects to an API.
    pub async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self(sender)
    }

    /// Returns the status of `GET /me` with a token.
    pub async fn me(&mut self, token: &str) -> u16 {
        let request = Request::get("/me").header("authorization", format!("Bearer {token}"));
        self.send(request).await
    }

    /// Revokes at a path below `/revoke`. Returns `true` if the revocation is stored.
    pub async fn revoke(&mut self, path: &str) -> bool {
        let request = Request::builder().method(Method::POST).uri(format!("/revoke/{path}"));
        match self.send(request).await {
            204 => true,
            503 => false,
            status => panic!("unexpected status {status}"),
        }
    }

    async fn send(&mut self, request: http::request::Builder) -> u16 {
        self.0.ready().await.unwrap();
        let request = request.header("host", "api.example").body(Empty::new()).unwrap();
        let response = self.0.send_request(request).await.unwrap();
        let status = response.status().as_u16();
        response.into_body().collect().await.unwrap();
        status
    }
}
