//! An API with Swagger UI. Start it, open its page, and log in there with one of the tokens.

mod api;
mod document;

use std::error::Error;

use auth_core::{Auth, jwt::Jwt};
use demo::{AUDIENCE, ISSUER, Issuer};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();

    let issuer = Issuer::new()?;
    let jwt = Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(issuer.public_key()?).build()?;
    let app = document::with_page(api::routes())?.secured_by(Auth::new(jwt));

    let listener = TcpListener::bind(demo::address()?).await?;
    println!(
        "Listening on http://{}. Ctrl-C ends it.\nOpen /docs/ there, click \"Authorize\", and \
         paste a token.\n",
        listener.local_addr()?
    );
    for (caller, roles, scope) in
        [("reader", &[][..], "posts:read"), ("editor", &["editor"], "posts:write")]
    {
        println!("{caller}: {}", issuer.sign(&issuer.claims(caller, roles, scope))?);
    }

    let ctrl_c = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            eprintln!("cannot wait for Ctrl-C: {error}");
        }
    };
    axum::serve(listener, app).with_graceful_shutdown(ctrl_c).await?;
    println!("Bye.");
    Ok(())
}
