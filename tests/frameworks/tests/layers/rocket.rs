//! rocket: `rocket_cors`, `rocket_async_compression`, and a fairing for request ids.
#![allow(clippy::unused_async, reason = "handlers are as rocket wants them")]

use std::sync::atomic::{AtomicUsize, Ordering};

use auth_core::require;
use bytes::Bytes;
use rocket::config::{Config, LogLevel};
use rocket::fairing::AdHoc;
use rocket::http::{Header, Method, Status};
use rocket::local::asynchronous::Client;
use rocket::{Build, Request, Rocket, catch, catchers, get, routes};
use rocket_async_compression::Compression;
use rocket_cors::{AllowedHeaders, AllowedOrigins, Cors, CorsOptions};
use tests::layers::{APP, assert_in_guide, assert_in_order, error_body, long_body};

#[require(role = "admin")]
#[get("/posts")]
fn posts() -> String {
    long_body()
}

#[catch(default)]
fn error_page(status: Status, _request: &Request<'_>) -> String {
    error_body(status.code)
}

fn cors() -> Cors {
    let options = CorsOptions::default()
        .allowed_origins(AllowedOrigins::some_exact(&[APP]))
        .allowed_methods(["Get"].iter().map(|method| method.parse().unwrap()).collect())
        .allowed_headers(AllowedHeaders::some(&["Authorization"]))
        .expose_headers(["WWW-Authenticate", "X-Request-Id"].map(str::to_owned).into());
    options.to_cors().unwrap()
}

fn app() -> Rocket<Build> {
    static LAST: AtomicUsize = AtomicUsize::new(0);
    let request_id = AdHoc::on_response("request id", |_, response| {
        Box::pin(async move {
            let id = LAST.fetch_add(1, Ordering::Relaxed);
            response.set_header(Header::new("x-request-id", id.to_string()));
        })
    });
    let (auth, cors) = (super::auth(), cors());
    let rocket = rocket::custom(Config { log_level: LogLevel::Off, ..Config::debug_default() });
    let rocket = rocket.mount("/", routes![posts]);
    // guide: from here
    let rocket = rocket // fairings see responses in the order in which they are attached
        .register("/", catchers![error_page])
        .attach(request_id)
        .attach(cors) // .expose_headers(["WWW-Authenticate"])
        .attach(auth)
        .attach(Compression::fairing());
    // guide: until here
    rocket
}

#[tokio::test]
async fn layers_in_guide_order_keep_their_effects() {
    let client = Client::untracked(app()).await.unwrap();
    assert_in_order(async |request| {
        let method: Method = request.method().as_str().parse().unwrap();
        let mut sent = client.req(method, request.uri().path().to_owned());
        for (name, value) in request.headers() {
            sent.add_header(Header::new(name.to_string(), value.to_str().unwrap().to_owned()));
        }
        let received = sent.dispatch().await;
        let mut response = http::Response::builder().status(received.status().code);
        for header in received.headers().iter() {
            response = response.header(header.name().as_str(), header.value());
        }
        response.body(Bytes::from(received.into_bytes().await.unwrap_or_default())).unwrap()
    })
    .await;
    assert_in_guide("rocket", include_str!("rocket.rs"));
}
