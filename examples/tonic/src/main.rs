//! The API of the quickstart as a gRPC service. It calls itself over a socket, and prints each call
//! with its status. With the argument `serve` it serves until it is stopped.

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

    if demo::asks_for_report() {
        print!("{}", api::methods()?.report());
        return Ok(());
    }
    let issuer = Issuer::new()?;
    let jwt = Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(issuer.public_key()?).build()?;
    let auth = demo::behind_proxies(Auth::builder().authenticator(jwt))?.build()?;
    let mut server = Server::builder().layer(auth).layer(api::methods()?);
    let server = server.add_service(generated::BlogServer::new(api::Posts));

    let listener = TcpListener::bind(demo::address()?).await?;
    let base = format!("http://{}", listener.local_addr()?);
    if std::env::args().nth(1).as_deref() == Some("serve") {
        println!("Listening on {base}.");
        return Ok(server.serve_with_incoming(TcpIncoming::from(listener)).await?);
    }
    println!("Listening on {base}. This is what its client gets:\n");
    tokio::spawn(server.serve_with_incoming(TcpIncoming::from(listener)));
    let broken = client::try_all(&issuer, &base).await?;
    if broken > 0 {
        return Err(format!("{broken} calls were answered otherwise than promised").into());
    }
    println!("\nAll as promised.");
    Ok(())
}
