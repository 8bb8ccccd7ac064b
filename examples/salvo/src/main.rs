//! A small API on salvo behind `auth-core`. Start it, and run the `curl` lines that it prints.

mod api;

use std::error::Error;

use auth_core::{Auth, jwt::Jwt};
use demo::{AUDIENCE, Framework, ISSUER, Issuer};
use salvo::prelude::*;

/// The statuses that salvo chooses itself.
const SALVO: Framework =
    Framework { name: "salvo", bad_body: 400, bad_parameter: 400, unknown_method: 405 };

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();

    if demo::asks_for_report() {
        print!("{}", api::report());
        return Ok(());
    }
    let issuer = Issuer::new()?;
    let jwt = Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(issuer.public_key()?).build()?;
    let auth = demo::behind_proxies(Auth::builder().authenticator(jwt))?.build()?;
    let router = api::router(auth);

    let acceptor = TcpListener::new(demo::address()?).try_bind().await?;
    let address = acceptor.local_addr()?;
    demo::announce(&issuer, &format!("http://{address}"), &SALVO)?;

    let server = Server::new(acceptor);
    let handle = server.handle();
    tokio::spawn(async move {
        if let Err(error) = tokio::signal::ctrl_c().await {
            eprintln!("cannot wait for Ctrl-C: {error}");
        }
        handle.stop_graceful(None);
    });
    server.try_serve(router).await?;
    println!("Bye.");
    Ok(())
}
