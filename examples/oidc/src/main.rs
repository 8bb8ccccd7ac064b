//! An API behind a real OpenID provider: users log in, and the provider rotates its key.
//!
//! `cargo run -p oidc` installs and starts the provider, which needs Node. The program prints each
//! request with its status, and ends with 1 if a status was unexpected.

use std::error::Error;
use std::process::ExitCode;

use auth_core::axum::{Router, routing::get};
use auth_core::jwt::Jwt;
use auth_core::{Auth, require};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use interop::provider::{Provider, install};
use tower::ServiceExt as _;

/// The URL of this API: the issuer writes it into `aud`.
const AUDIENCE: &str = "https://api.example";

#[require(scope = "posts:read")]
async fn read() {}

#[require(scope = "posts:write")]
async fn write() {}

/// Returns the API. Its keys come from the issuer.
async fn api(issuer: &str) -> Result<axum::Router, Box<dyn Error>> {
    let jwt = Jwt::builder().discover(issuer).audience(AUDIENCE).build()?;
    // An issuer that is down or misspelt is an error at the start, not at the first request.
    jwt.ready().await?;
    Ok(Router::new().route("/posts", get(read).post(write)).secured_by(Auth::new(jwt)))
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    if let Err(missing) = install() {
        println!("{missing}");
        return Ok(ExitCode::FAILURE);
    }
    let provider = Provider::start();
    let issuer = provider.issuer();
    let api = api(&issuer.url).await?;
    println!("The API accepts tokens of {}.", issuer.url);

    println!("Two users log in with their passwords. Alice may write, Bob may not.");
    let (alice, _) = issuer.log_in("alice", "wonderland").await;
    let (bob, _) = issuer.log_in("bob", "builder").await;
    let mut right = true;
    right &= send(&api, "GET", "no token", "", 401).await?;
    right &= send(&api, "GET", "Alice", &alice, 200).await?;
    right &= send(&api, "POST", "Alice", &alice, 200).await?;
    right &= send(&api, "GET", "Bob", &bob, 200).await?;
    right &= send(&api, "POST", "Bob", &bob, 403).await?;

    println!("The provider publishes the key k2 beside k1, and signs with k2 from now on.");
    provider.keys("k1,k2", "k2").await;
    let (new, _) = issuer.log_in("alice", "wonderland").await;
    right &= send(&api, "GET", "Alice, token of k2", &new, 200).await?;
    right &= send(&api, "GET", "Alice, token of k1", &alice, 200).await?;
    if right {
        println!("The API fetched the new key by itself. No valid token was rejected.");
        return Ok(ExitCode::SUCCESS);
    }
    println!("A status was unexpected.");
    Ok(ExitCode::FAILURE)
}

/// Sends a request, prints it with its status, and returns `true` if that is `expected`.
async fn send(
    api: &axum::Router,
    method: &str,
    caller: &str,
    token: &str,
    expected: u16,
) -> Result<bool, Box<dyn Error>> {
    let mut request = Request::builder().method(method).uri("/posts");
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let response = api.clone().oneshot(request.body(Body::empty())?).await?;
    let status: StatusCode = response.status();
    println!("  {method:<4} /posts  {caller:<18}  {status}");
    Ok(status.as_u16() == expected)
}
