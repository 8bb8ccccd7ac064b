//! actix-web: actix-cors, and the middleware that actix-web brings.

use std::sync::atomic::{AtomicUsize, Ordering};

use actix_cors::Cors;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use actix_web::middleware::{Compress, ErrorHandlerResponse, ErrorHandlers, Logger, Next, from_fn};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, Error, get};
use auth_core::require;
use tests::layers::{APP, assert_in_guide, assert_in_order, error_body, long_body};

use super::Admins;

#[require(role = "admin")]
#[get("/posts")]
async fn posts() -> String {
    long_body()
}

async fn open_posts() -> String {
    long_body()
}

/// The route with its guard on the handler.
fn routes(config: &mut ServiceConfig) {
    config.service(posts);
}

/// The route with its guard around a group.
fn group(config: &mut ServiceConfig) {
    let resource = web::resource("/posts").route(web::get().to(open_posts));
    config.service(resource.wrap(auth_core::actix_web::require::<Admins>()));
}

async fn request_id(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    static LAST: AtomicUsize = AtomicUsize::new(0);
    let mut response = next.call(request).await?;
    let id = HeaderValue::from(LAST.fetch_add(1, Ordering::Relaxed));
    response.headers_mut().insert(HeaderName::from_static("x-request-id"), id);
    Ok(response)
}

#[expect(clippy::unnecessary_wraps, reason = "the type of actix-web's handlers of errors")]
fn error_page<B>(response: ServiceResponse<B>) -> Result<ErrorHandlerResponse<B>, Error> {
    let status = response.status().as_u16();
    let (request, response) = response.into_parts();
    let page = response.set_body(error_body(status)).map_into_boxed_body().map_into_right_body();
    Ok(ErrorHandlerResponse::Response(ServiceResponse::new(request, page)))
}

fn cors() -> Cors {
    Cors::default()
        .allowed_origin(APP)
        .allowed_methods(["GET"])
        .allowed_header(AUTHORIZATION)
        .expose_headers([WWW_AUTHENTICATE, HeaderName::from_static("x-request-id")])
}

async fn send_in_order(routes: fn(&mut ServiceConfig)) {
    let (auth, cors) = (super::auth(), cors());
    let app = App::new().configure(routes);
    // guide: from here
    let app = app // what is wrapped last is outermost
        .wrap(ErrorHandlers::new().default_handler(error_page))
        .wrap(auth)
        .wrap(Compress::default())
        .wrap(cors) // .expose_headers([WWW_AUTHENTICATE])
        .wrap(Logger::default())
        .wrap(from_fn(request_id));
    // guide: until here
    let app = init_service(app).await;
    assert_in_order(async |request| {
        let mut sent = TestRequest::with_uri(request.uri().path());
        sent = sent.method(request.method().as_str().parse().unwrap());
        for (name, value) in request.headers() {
            sent = sent.insert_header((name.as_str(), value.as_bytes()));
        }
        let received = call_service(&app, sent.to_request()).await;
        let mut response = http::Response::builder().status(received.status().as_u16());
        for (name, value) in received.headers() {
            response = response.header(name.as_str(), value.as_bytes());
        }
        response.body(read_body(received).await).unwrap()
    })
    .await;
}

#[actix_web::test]
async fn layers_in_guide_order_keep_their_effects() {
    send_in_order(routes).await;
    send_in_order(group).await;
    assert_in_guide("actix-web", include_str!("actix_web.rs"));
}
