//! A small API on poem behind `auth-core`. Start it, and run the `curl` lines that it prints.

mod api;

use std::error::Error;

use auth_core::{Auth, jwt::Jwt};
use demo::{AUDIENCE, Framework, ISSUER, Issuer};
use poem::Server;
use poem::listener::{Acceptor as _, Listener as _, TcpListener};

/// The statuses that poem chooses itself.
const POEM: Framework =
    Framework { name: "poem", bad_body: 400, bad_parameter: 400, unknown_method: 405 };

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
    let app = api::routes(auth);

    let acceptor = TcpListener::bind(demo::address()?).into_acceptor().await?;
    let address = acceptor.local_addr();
    let address =
        address.first().and_then(|address| address.as_socket_addr()).ok_or("no address")?;
    demo::announce(&issuer, &format!("http://{address}"), &POEM)?;

    let ctrl_c = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            eprintln!("cannot wait for Ctrl-C: {error}");
        }
    };
    Server::new_with_acceptor(acceptor).run_with_graceful_shutdown(app, ctrl_c, None).await?;
    println!("Bye.");
    Ok(())
}
