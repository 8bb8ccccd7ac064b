//! Guards among the parts of rocket: routes, ranks, catchers, fairings.
#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "handlers are as rocket wants them"
)]

mod answers;
mod checks;
mod connection;
mod fairings;
mod groups;
mod logins;
mod order;
mod pages;
mod paths;
mod routing;
mod sockets;
mod testing;

use std::sync::atomic::AtomicUsize;

use auth_core::{Auth, policy, require};
use rocket::config::{Config, Ident, LogLevel};
use rocket::http::{Header, Method};
use rocket::local::blocking::Client;
use rocket::{Build, Rocket, get};
use tests::callers::{CallerBook, Pace};
use tests::log::Log;
use tests::vectors::Table;

policy! {
    Admins = role = "admin";
}

const CHALLENGE: &str = r#"Bearer realm="api""#;
const PROBLEM: &str = r#"{"type":"about:blank","title":"Unauthorized","status":401}"#;

fn auth() -> Auth {
    Auth::new(book())
}

fn book() -> CallerBook {
    CallerBook::new(&Table::load().callers(), Pace::AtOnce)
}

fn bare() -> Rocket<Build> {
    let mut config = Config::debug_default();
    (config.log_level, config.ident) = (LogLevel::Off, Ident::none());
    rocket::custom(config)
}

fn client(rocket: Rocket<Build>) -> Client {
    Client::untracked(rocket).unwrap()
}

#[derive(Debug, Eq, PartialEq)]
struct Answer {
    status: u16,
    challenge: Vec<String>,
    caching: Option<String>,
    content_type: Option<String>,
    body: String,
}

fn answer(request: rocket::local::blocking::LocalRequest<'_>) -> Answer {
    let response = request.dispatch();
    let headers = response.headers();
    let one = |name| headers.get_one(name).map(str::to_owned);
    Answer {
        status: response.status().code,
        challenge: headers.get("www-authenticate").map(str::to_owned).collect(),
        caching: one("cache-control"),
        content_type: one("content-type"),
        body: response.into_string().unwrap_or_default(),
    }
}

fn request<'c>(
    client: &'c Client,
    method: Method,
    path: &'c str,
    token: Option<&str>,
) -> rocket::local::blocking::LocalRequest<'c> {
    let mut request = client.req(method, path);
    if let Some(token) = token {
        request.add_header(Header::new("authorization", format!("Bearer {token}")));
    }
    request
}

fn get_as(client: &Client, path: &str, token: Option<&str>) -> Answer {
    answer(request(client, Method::Get, path, token))
}

fn logged(work: impl FnOnce() -> Answer) -> (Answer, Vec<String>) {
    let log = Log::default();
    let answer = log.collect(work);
    (answer, log.events())
}

fn is_swallowed(events: &[String]) -> bool {
    let messages = ["a rejection was discarded", "did not become the response"];
    events.iter().any(|event| messages.iter().any(|message| event.contains(message)))
}

#[require(role = "admin")]
#[get("/admin")]
fn admin() -> &'static str {
    "in"
}

/// Counts how often a handler ran.
#[derive(Default)]
struct Count(AtomicUsize);
