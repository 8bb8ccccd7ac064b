//! An application at the other end of a socket.

use std::io;
use std::net::SocketAddr;

use auth_core::testing::{self, Callers, Outcome};
use axum::middleware::from_fn;
use axum::response::{IntoResponse as _, Response};
use http::{Request, StatusCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::{lose, of, routes, staff, suite};

/// Sends a request over a socket, and reads the response until the server closes it.
async fn send(address: SocketAddr, request: Request<Vec<u8>>) -> io::Result<Response> {
    let headers = request.headers().iter();
    let headers = headers.map(|(name, value)| format!("{name}: {}\r\n", value.to_str().unwrap()));
    let head = format!(
        "{} {} HTTP/1.1\r\nhost: api\r\nconnection: close\r\ncontent-length: {}\r\n{}\r\n",
        request.method(),
        request.uri(),
        request.body().len(),
        headers.collect::<String>(),
    );
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(request.body()).await?;
    let mut received = Vec::new();
    stream.read_to_end(&mut received).await?;
    let status = received.get(9..12).and_then(|status| StatusCode::from_bytes(status).ok());
    let status = status.ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(status.into_response())
}

/// Runs the suite over a socket, with the layer around the application.
async fn over_a_socket(layer: impl FnOnce(axum::Router) -> axum::Router) -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let callers = Callers::new();
    let routes = routes(staff());
    let report = routes.report();
    let app = layer(routes.secured_by(callers.auth()));
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let app = testing::remote(address.ip(), |request| send(address, request));
    let outcome = suite(&report).run(&callers, &app).await;
    server.abort();
    outcome
}

#[tokio::test]
async fn application_is_tested_over_a_socket() {
    let outcome = over_a_socket(|app| app).await;
    assert!(outcome.mismatches().is_empty() && outcome.requests() > 150, "{outcome}");
    // The handler's own 404 looks like a concealed rejection, and both like an unknown route.
    let [hidden] = outcome.unreached() else { panic!("{outcome}") };
    assert!(hidden.starts_with("DELETE /posts/{id}: each response was 404"), "{hidden}");
    let outcome = over_a_socket(|app| app.layer(from_fn(lose))).await;
    let expected = "any authenticated caller: let in, rejected with 401";
    assert_eq!(of(&outcome, "GET", "/me"), [expected], "{outcome}");
}

#[tokio::test]
async fn dead_server_fails() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let app = testing::remote(address.ip(), |request| send(address, request));
    let outcome = suite(&routes(staff()).report()).run(&Callers::new(), &app).await;
    assert_eq!(outcome.mismatches().len(), outcome.requests(), "{outcome}");
}
