//! A small API with its users in `SQLite`. Start it, and run its `curl` lines.

use std::error::Error;

use auth_core::Auth;
use auth_core::jwt::Jwt;
use database::Database;
use demo::{AUDIENCE, ISSUER, Issuer};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    if demo::asks_for_report() {
        print!("{}", database::routes().report());
        return Ok(());
    }
    let issuer = Issuer::new()?;
    let jwt = Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(issuer.public_key()?).build()?;
    let users = Database::new()?;
    let auth = database::auth(Auth::builder().authenticator(jwt), &users)?;

    let listener = TcpListener::bind(demo::address()?).await?;
    println!("Paste these lines into a shell. No token names a role or a permission.\n");
    println!("api=http://{}", listener.local_addr()?);
    for user in ["ada", "edith", "victor", "carl"] {
        let token = issuer.sign(&issuer.claims(user, &[], ""))?;
        println!("{user}='Authorization: Bearer {token}'");
    }
    println!("{}", LINES.trim_end());

    let ctrl_c = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            eprintln!("cannot wait for Ctrl-C: {error}");
        }
    };
    let service = database::router(auth, users).into_make_service();
    axum::serve(listener, service).with_graceful_shutdown(ctrl_c).await?;
    println!("Bye.");
    Ok(())
}

const LINES: &str = r#"
curl -i $api/me                                  # 401 not logged in
curl -i -H "$carl" $api/me                       # 401 closed account
curl -i -H "$victor" $api/me                     # 200 no roles
curl -i -H "$victor" $api/drafts                 # 403 no permission
curl -i -H "$edith" $api/drafts                  # 200 editor
curl -i -H "$edith" -X PUT $api/posts/7          # 200 editor
curl -i -H "$edith" -X DELETE $api/users/victor  # 403 wrong role
curl -i -H "$ada" -X DELETE $api/users/victor    # 204 admin
sleep 10; curl -i -H "$victor" $api/me           # 401 closed meanwhile
"#;
