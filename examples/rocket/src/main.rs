//! The API of the quickstart on rocket. Start it, and run the `curl` lines that it prints.

mod api;

use std::error::Error;
use std::net::SocketAddr;

use auth_core::{Auth, jwt::Jwt};
use demo::{AUDIENCE, Framework, ISSUER, Issuer};
use rocket::config::{Config, LogLevel};
use rocket::fairing::AdHoc;

/// The statuses that rocket chooses itself.
const ROCKET: Framework =
    Framework { name: "rocket", bad_body: 400, bad_parameter: 422, unknown_method: 404 };

#[rocket::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();

    if demo::asks_for_report() {
        print!("{}", api::routes().report());
        return Ok(());
    }
    let issuer = Issuer::new()?;
    let jwt = Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(issuer.public_key()?).build()?;
    let listener = demo::address()?;
    let config = Config {
        address: listener.ip(),
        port: listener.port(),
        log_level: LogLevel::Off,
        ..Config::default()
    };
    let auth = demo::behind_proxies(Auth::builder().authenticator(jwt))?.build()?;
    let app = api::rocket(config, auth);

    let announce = AdHoc::on_liftoff("announcement", |rocket| {
        Box::pin(async move {
            // The port that rocket listens on, if `PORT` is 0.
            let config = rocket.config();
            let base = format!("http://{}", SocketAddr::new(config.address, config.port));
            if let Err(error) = demo::announce(&issuer, &base, &ROCKET) {
                eprintln!("cannot sign the demo's tokens: {error}");
            }
        })
    });
    app.attach(announce).launch().await?;
    println!("Bye.");
    Ok(())
}
