//! A small API behind `auth-core`. Start it, and run the `curl` lines that it prints.

mod api;
mod demo;
mod issuer;

use std::error::Error;

use auth_core::{Auth, jwt::Jwt};
use issuer::{AUDIENCE, ISSUER, Issuer};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();

    let issuer = Issuer::new()?;
    let jwt = Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(issuer.public_key()?).build()?;
    let app = api::router(Auth::new(jwt));

    let port = match std::env::var("PORT") {
        Ok(port) => port.parse().map_err(|_| format!("PORT is `{port}`: write a number from 0 to 65535"))?,
        Err(_) => 3000,
    };
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let base = format!("http://{}", listener.local_addr()?);
    println!("Listening on {base}. Try these, in any order; Ctrl-C ends it.\n");
    for line in demo::tries(&issuer, &base)? {
        println!("{line}");
    }
    println!();

    let ctrl_c = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            eprintln!("cannot wait for Ctrl-C: {error}");
        }
    };
    axum::serve(listener, app).with_graceful_shutdown(ctrl_c).await?;
    println!("Bye.");
    Ok(())
}
