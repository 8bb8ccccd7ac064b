//! The quickstart's API on actix-web. Start it, and run the `curl` lines that it prints.

mod api;

use std::error::Error;

use actix_web::{App, HttpServer};
use auth_core::{Auth, jwt::Jwt};
use demo::{AUDIENCE, Framework, ISSUER, Issuer};

/// The statuses that actix-web chooses itself.
const ACTIX_WEB: Framework =
    Framework { name: "actix-web", bad_body: 400, bad_parameter: 404, unknown_method: 404 };

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();

    if demo::asks_for_report() {
        print!("{}", api::report());
        return Ok(());
    }
    let issuer = Issuer::new()?;
    let jwt = Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(issuer.public_key()?).build()?;
    let auth = demo::behind_proxies(Auth::builder().authenticator(jwt))?.build()?;

    // Each worker gets a clone of the same `Auth`.
    let server = HttpServer::new(move || App::new().configure(api::routes).wrap(auth.clone()));
    let server = server.workers(2).bind(demo::address()?)?;
    for address in server.addrs() {
        demo::announce(&issuer, &format!("http://{address}"), &ACTIX_WEB)?;
    }
    // Ends at Ctrl-C.
    server.run().await?;
    println!("Bye.");
    Ok(())
}
