//! A small API behind `auth-core`. Start it, and run the `curl` lines that it prints.

use std::error::Error;
use std::net::SocketAddr;

use auth_core::{Auth, jwt::Jwt};
use demo::{AUDIENCE, Framework, ISSUER, Issuer};
use tokio::net::TcpListener;

/// What axum answers by itself.
const AXUM: Framework = Framework { name: "axum", bad_body: 400, bad_parameter: 400, unknown_method: 405 };

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();

    let issuer = Issuer::new()?;
    let jwt = Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(issuer.public_key()?).build()?;
    let auth = demo::behind_proxies(Auth::builder().authenticator(jwt))?.build()?;
    let app = quickstart::router(auth).into_make_service_with_connect_info::<SocketAddr>();

    let listener = TcpListener::bind(demo::address()?).await?;
    demo::announce(&issuer, &format!("http://{}", listener.local_addr()?), &AXUM)?;

    let ctrl_c = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            eprintln!("cannot wait for Ctrl-C: {error}");
        }
    };
    axum::serve(listener, app).with_graceful_shutdown(ctrl_c).await?;
    println!("Bye.");
    Ok(())
}
