//! A small API behind `auth-core`. Start it, and open it in a browser or run its `curl` lines.

mod log;
mod page;

use std::collections::HashMap;
use std::error::Error;
use std::net::SocketAddr;

use auth_core::basic::{Basic, PasswordHashes, StoredUser, hash_password};
use auth_core::{Auth, Identity, jwt::Jwt};
use axum::middleware;
use demo::{AUDIENCE, Attempts, Framework, ISSUER, Issuer};
use tokio::net::TcpListener;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Responses of axum itself.
const AXUM: Framework =
    Framework { name: "axum", bad_body: 400, bad_parameter: 400, unknown_method: 405 };

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let log = log::Log::default();
    let stderr = fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry().with(LevelFilter::INFO).with(stderr).with(log.clone()).init();

    if demo::asks_for_report() {
        print!("{}", quickstart::routes().report());
        return Ok(());
    }
    let issuer = Issuer::new()?;
    let jwt = Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(issuer.public_key()?).build()?;

    // A database would have the hash.
    let password = Issuer::password()?;
    let scraper = Identity::builder(AUDIENCE, "scraper").role("scraper").build()?;
    let users = [("scraper".to_owned(), StoredUser::new(&hash_password(&password)?, scraper)?)];
    let passwords = Basic::new(AUDIENCE, PasswordHashes::new(HashMap::from(users)));

    let both = Auth::builder().authenticator(jwt).authenticator(passwords.realm("metrics"));
    let auth = demo::behind_proxies(both.user_issuer(ISSUER))?.build()?;

    let listener = TcpListener::bind(demo::address()?).await?;
    let attempts = Attempts::new(&issuer, &format!("http://{}", listener.local_addr()?), &AXUM)?
        .with_passwords(&password);
    let app = quickstart::router(auth)
        .layer(middleware::from_fn(log::with_request_id))
        .merge(page::routes(&attempts, log));
    let advice = "Open it in a browser, or paste these lines into a shell.\n\
                  The first six show the basic rejections. The log says why.\n\
                  Then save the page of all rules: curl -H \"$admin\" $api/access >access.html";
    demo::print(&attempts, advice);

    let ctrl_c = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            eprintln!("cannot wait for Ctrl-C: {error}");
        }
    };
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(ctrl_c).await?;
    println!("Bye.");
    Ok(())
}
