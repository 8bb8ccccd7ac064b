//! The address of the client.

use auth_core::require;
use poem::listener::{Acceptor as _, Listener as _, TcpListener};
use poem::{EndpointExt as _, Route, Server, handler};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::auth;

#[tokio::test]
async fn address_is_that_of_the_connection() {
    #[require(ip = "127.0.0.0/8")]
    #[handler]
    fn local() -> &'static str {
        "in"
    }
    #[require(ip = "10.0.0.0/8")]
    #[handler]
    fn intranet() -> &'static str {
        "in"
    }
    let app = Route::new().at("/local", local).at("/intranet", intranet).with(auth());
    let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
    let address = *acceptor.local_addr().first().unwrap().as_socket_addr().unwrap();
    let server = tokio::spawn(Server::new_with_acceptor(acceptor).run(app));
    for (path, expected) in [("/local", "HTTP/1.1 200"), ("/intranet", "HTTP/1.1 403")] {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with(expected), "{path}: {answer}");
    }
    server.abort();
}
