//! Guards among the parts of salvo: routers, hoops, catchers, several `Auth`s, `#[endpoint]`.
#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "handlers own what they ask for, and salvo writes methods of them"
)]

mod answers;
mod checks;
mod connection;
mod endpoint;
mod groups;
mod order;
mod paths;
mod routing;
mod several;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use auth_core::{Auth, policy, require};
use http::Method;
use http::uri::Scheme;
use http_body_util::BodyExt as _;
use salvo::http::ReqBody;
use salvo::prelude::*;
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

fn request(method: &Method, path: &str, token: Option<&str>) -> http::Request<ReqBody> {
    let mut request = http::Request::builder().method(method.clone()).uri(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    request.body(ReqBody::None).unwrap()
}

async fn send(service: &Service, path: &str, token: Option<&str>) -> Response {
    send_by(service, &Method::GET, path, token).await
}

async fn send_by(service: &Service, method: &Method, path: &str, token: Option<&str>) -> Response {
    service.handle(Request::from_hyper(request(method, path, token), Scheme::HTTP)).await
}

fn code(response: &Response) -> u16 {
    response.status_code.unwrap().as_u16()
}

async fn status(service: &Service, path: &str, token: Option<&str>) -> u16 {
    code(&send(service, path, token).await)
}

async fn text(mut response: Response) -> String {
    let bytes = response.take_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
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

/// Counts how often a handler ran.
#[derive(Clone, Debug, Default)]
struct Runs(Arc<AtomicUsize>);

impl Runs {
    fn so_far(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

#[require(role = "admin")]
#[handler]
fn admin(depot: &mut Depot) -> &'static str {
    if let Ok(runs) = depot.get_typed::<Runs>() {
        runs.0.fetch_add(1, Ordering::SeqCst);
    }
    "in"
}
