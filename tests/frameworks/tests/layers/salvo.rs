//! salvo: its own hoops.

use auth_core::require;
use http::header::WWW_AUTHENTICATE;
use http::{HeaderName, Method};
use http_body_util::BodyExt as _;
use salvo::compression::Compression;
use salvo::cors::{AllowHeaders, Cors};
use salvo::logging::Logger;
use salvo::prelude::*;
use salvo::request_id::RequestId;
use tests::layers::{APP, assert_in_guide, assert_in_order, error_body, long_body, request};
use tests::log::Log;

use super::Admins;

#[require(role = "admin")]
#[handler]
fn posts() -> String {
    long_body()
}

#[handler]
async fn error_page(
    request: &mut Request,
    depot: &mut Depot,
    response: &mut Response,
    control: &mut FlowCtrl,
) {
    control.call_next(request, depot, response).await;
    if let Some(status) = response.status_code.filter(|status| status.as_u16() >= 400) {
        response.replace_body(salvo::http::ResBody::None);
        response.render(error_body(status.as_u16()));
    }
}

#[handler]
fn open_posts() -> String {
    long_body()
}

/// The route with its guard on the handler.
fn routes() -> Router {
    Router::with_path("posts").get(posts)
}

/// The route with its guard around a group.
fn group() -> Router {
    Router::new()
        .hoop(auth_core::salvo::require::<Admins>())
        .push(Router::with_path("posts").get(open_posts))
}

fn app(router: Router) -> Service {
    let auth = super::auth();
    let cors = Cors::new()
        .allow_origin(APP)
        .allow_methods([Method::GET])
        .allow_headers(AllowHeaders::list([http::header::AUTHORIZATION]))
        .expose_headers([WWW_AUTHENTICATE, HeaderName::from_static("x-request-id")].to_vec())
        .into_handler();
    // guide: from here
    let service = Service::new(router) // the outermost hoop stands first
        .hoop(RequestId::new())
        .hoop(Logger::new())
        .hoop(cors) // .expose_headers(vec![WWW_AUTHENTICATE])
        .hoop(Compression::new())
        .hoop(auth)
        .hoop(error_page);
    // guide: until here
    service
}

fn sent(request: &http::Request<()>) -> Request {
    let mut sent = Request::new();
    (*sent.method_mut(), *sent.headers_mut()) =
        (request.method().clone(), request.headers().clone());
    sent.set_uri(format!("http://localhost{}", request.uri().path()).parse().unwrap());
    sent
}

#[tokio::test]
async fn layers_in_guide_order_keep_their_effects() {
    for app in [app(routes()), app(group())] {
        assert_in_order(async |request| {
            let mut received = app.handle(sent(&request)).await;
            let body = received.take_body().collect().await.unwrap().to_bytes();
            let mut response = http::Response::new(body);
            *response.status_mut() = received.status_code.unwrap();
            *response.headers_mut() = received.headers().clone();
            response
        })
        .await;
    }
    assert_in_guide("salvo", include_str!("salvo.rs"));
}

#[test]
fn rejection_inside_of_logger_is_logged_in_its_span() {
    let log = Log::default();
    log.collect(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(app(routes()).handle(sent(&request(Method::GET, "/posts", None))))
    });
    let refused: Vec<_> =
        log.events().into_iter().filter(|line| line.contains("request rejected")).collect();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(refused[0].contains("Request{"), "{refused:?}");
}
