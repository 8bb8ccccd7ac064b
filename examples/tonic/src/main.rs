//! The API of the quickstart as a gRPC service. Start it: it calls itself over a socket, and prints each call with its status.

mod api;
mod client;
mod generated;

use std::error::Error;

use auth_core::{Auth, jwt::Jwt};
use demo::{AUDIENCE, ISSUER, Issuer};
use tokio::net::TcpListener;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();

    let issuer = Issuer::new()?;
    let jwt = Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(issuer.public_key()?).build()?;
    let mut server = Server::builder().layer(Auth::new(jwt)).layer(api::methods()?);
    let server = server.add_service(generated::BlogServer::new(api::Posts));

    let listener = TcpListener::bind(("127.0.0.1", demo::port()?)).await?;
    let base = format!("http://{}", listener.local_addr()?);
    println!("Listening on {base}. This is what its client gets:\n");
    tokio::spawn(server.serve_with_incoming(TcpIncoming::from(listener)));
    let broken = client::try_all(&issuer, &base).await?;
    if broken > 0 {
        return Err(format!("{broken} calls were answered otherwise than promised").into());
    }
    println!("\nAll as promised.");
    Ok(())
}
