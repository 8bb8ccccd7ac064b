//! Guards among the parts of poem: routes, error handlers, middleware, several `Auth`s, poem-
//! openapi.
#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "handlers own what they ask for, and poem writes methods of them"
)]

mod answers;
mod checks;
mod connection;
mod groups;
mod openapi;
mod order;
mod paths;
mod routing;
mod several;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use auth_core::{Auth, policy, require};
use http::Method;
use poem::web::Data;
use poem::{Endpoint, Request, Response, handler};
use tests::callers::{CallerBook, Pace};
use tests::log::Log;
use tests::vectors::Table;

policy! {
    Admins = role = "admin";
}

fn book(pace: Pace) -> CallerBook {
    CallerBook::new(&Table::load().callers(), pace)
}

fn auth() -> Auth {
    Auth::new(book(Pace::AtOnce))
}

fn request(method: &Method, path: &str, token: Option<&str>) -> Request {
    let mut request = Request::builder().method(method.clone()).uri(path.parse().unwrap());
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    request.finish()
}

async fn send(app: &impl Endpoint, path: &str, token: Option<&str>) -> Response {
    app.get_response(request(&Method::GET, path, token)).await
}

async fn status(app: &impl Endpoint, path: &str, token: Option<&str>) -> u16 {
    send(app, path, token).await.status().as_u16()
}

async fn text(app: &impl Endpoint, path: &str, token: Option<&str>) -> String {
    send(app, path, token).await.into_body().into_string().await.unwrap()
}

fn challenges(response: &Response) -> Vec<&str> {
    let challenges = response.headers().get_all("www-authenticate").iter();
    challenges.map(|value| value.to_str().unwrap()).collect()
}

/// Returns the result of `work`, and its log.
fn logged<T>(work: impl Future<Output = T>) -> (T, Vec<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let log = Log::default();
    let result = log.collect(|| runtime.block_on(work));
    (result, log.events())
}

fn is_swallowed(events: &[String]) -> bool {
    let messages = ["a rejection was discarded", "did not become the response"];
    events.iter().any(|event| messages.iter().any(|message| event.contains(message)))
}

/// Counts how often a handler ran.
#[derive(Clone, Debug, Default)]
struct Runs(Arc<AtomicUsize>);

impl Runs {
    fn count(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn so_far(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

#[require(role = "admin")]
#[handler]
fn admin(Data(runs): Data<&Runs>) -> &'static str {
    runs.count();
    "in"
}
