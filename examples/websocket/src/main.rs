//! A WebSocket that closes when the token that opened it expires.

mod api;
#[cfg(test)]
mod tests;

use std::error::Error;

use auth_core::time::Timestamp;
use auth_core::{Auth, jwt::Jwt};
use demo::{AUDIENCE, ISSUER, Issuer};
use tokio::net::TcpListener;

/// The lifetime of the printed token, in seconds.
const LIFETIME: i64 = 30;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();

    if demo::asks_for_report() {
        print!("{}", api::routes().report());
        return Ok(());
    }
    let issuer = Issuer::new()?;
    // Without leeway, a socket cannot be opened after the time at which it would close.
    let jwt = Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(issuer.public_key()?);
    let app = api::router(Auth::new(jwt.leeway(std::time::Duration::ZERO).build()?));

    let listener = TcpListener::bind(demo::address()?).await?;
    let mut claims = issuer.claims("alice", &[], "echo:listen");
    if let Some(exp) = claims.get_mut("exp") {
        *exp = (Timestamp::now().as_secs() + LIFETIME).into();
    }
    println!(
        "The socket returns every line. After {LIFETIME} s it closes with code 3000. Ctrl-C ends \
         it.\n"
    );
    println!(
        "websocat -H 'Authorization: Bearer {}' 'ws://{}/echo'",
        issuer.sign(&claims)?,
        listener.local_addr()?
    );

    let ctrl_c = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            eprintln!("cannot wait for Ctrl-C: {error}");
        }
    };
    axum::serve(listener, app).with_graceful_shutdown(ctrl_c).await?;
    println!("Bye.");
    Ok(())
}
