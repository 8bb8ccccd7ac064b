//! Serves the application on `localhost`.
//!
//! `ISSUER`, `CLIENT_ID` and `CLIENT_SECRET` of the environment name an OpenID provider, if there
//! is one. `SAME_SITE=none` lets browsers send the cookie with requests of other sites, to show
//! that the rule of auth-core stops them.

use std::env::var;
use std::error::Error;

use auth_core::jwt::Jwt;
use demo::{AUDIENCE, Issuer};
use session::accounts::Accounts;
use session::provider::Provider;
use tokio::net::TcpListener;
use tower_sessions::cookie::SameSite;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    if demo::asks_for_report() {
        print!("{}", session::api::routes().report());
        return Ok(());
    }
    let listener = TcpListener::bind(demo::address()?).await?;
    // Without TLS, Chromium and Firefox accept `Secure` cookies from `localhost`. Safari does not.
    let app = format!("http://localhost:{}", listener.local_addr()?.port());
    let provider = match var("ISSUER") {
        Ok(issuer) => {
            Some(Provider::new(&issuer, &var("CLIENT_ID")?, &var("CLIENT_SECRET")?, &app)?)
        }
        Err(_) => None,
    };
    let is_none = var("SAME_SITE").is_ok_and(|value| value == "none");
    let same_site = if is_none { SameSite::None } else { SameSite::Lax };

    let issuer = Issuer::new()?;
    let tokens = Jwt::builder().issuer(demo::ISSUER).audience(AUDIENCE).key(issuer.public_key()?);
    let accounts =
        Accounts::new(&[("alice", "wonderland", "admin"), ("bob", "builder", "member")])?;
    let router = session::app(accounts, provider, tokens.build()?, same_site)?;

    println!("Listening on {app}. Ctrl-C ends it.");
    println!("Log in as alice with `wonderland`, or as bob with `builder`.");
    println!("Token for a socket: {}", issuer.sign(&issuer.claims("program", &[], ""))?);
    let ctrl_c = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            eprintln!("cannot wait for Ctrl-C: {error}");
        }
    };
    axum::serve(listener, router).with_graceful_shutdown(ctrl_c).await?;
    Ok(())
}
