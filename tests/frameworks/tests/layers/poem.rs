//! poem: its own middleware.

use auth_core::require;
use poem::http::Method;
use poem::middleware::{Compression, Cors, RequestId, Tracing};
use poem::{Endpoint, EndpointExt as _, Error, Response, Route, get, handler};
use tests::layers::{APP, assert_in_guide, assert_in_order, error_body, long_body, request};
use tests::log::Log;

use super::Admins;

#[require(role = "admin")]
#[handler]
fn posts() -> String {
    long_body()
}

async fn error_page(error: Error) -> Response {
    let status = error.status();
    Response::builder().status(status).body(error_body(status.as_u16()))
}

#[handler]
fn open_posts() -> String {
    long_body()
}

/// The route with its guard on the handler.
fn routes() -> Route {
    Route::new().at("/posts", get(posts))
}

/// The route with its guard around a group.
fn group() -> Route {
    Route::new().at("/posts", get(open_posts).with(auth_core::poem::require::<Admins>()))
}

fn app(routes: Route) -> impl Endpoint {
    let auth = super::auth();
    let cors = Cors::new()
        .allow_origin(APP)
        .allow_method(Method::GET)
        .allow_header("authorization")
        .expose_headers(["www-authenticate", "x-request-id"]);
    // guide: from here
    let app = routes // what comes last is outermost
        .catch_all_error(error_page)
        .with(auth)
        .with(Compression::new())
        .with(cors) // .expose_headers(["www-authenticate"])
        .with(Tracing)
        .with(RequestId::default());
    // guide: until here
    app
}

fn sent(request: &http::Request<()>) -> poem::Request {
    let mut sent =
        poem::Request::builder().method(request.method().clone()).uri(request.uri().clone());
    for (name, value) in request.headers() {
        sent = sent.header(name, value);
    }
    sent.finish()
}

#[tokio::test]
async fn layers_in_guide_order_keep_their_effects() {
    for app in [app(routes()), app(group())] {
        assert_in_order(async |request| {
            let (parts, body) = app.get_response(sent(&request)).await.into_parts();
            let mut response = http::Response::new(body.into_bytes().await.unwrap());
            (*response.status_mut(), *response.headers_mut()) = (parts.status, parts.headers);
            response
        })
        .await;
    }
    assert_in_guide("poem", include_str!("poem.rs"));
}

#[test]
fn rejection_inside_of_tracing_is_logged_in_its_span() {
    let log = Log::default();
    log.collect(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(app(routes()).get_response(sent(&request(Method::GET, "/posts", None))))
    });
    let refused: Vec<_> =
        log.events().into_iter().filter(|line| line.contains("request rejected")).collect();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(refused[0].contains("request{") && refused[0].contains("request_id"), "{refused:?}");
}
