//! The order of layers in the guide for axum, with the layers of tower-http.

use auth_core::{Auth, policy, require};
use axum::Router;
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::get;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, Method};
use http_body_util::BodyExt as _;
use tests::callers::{CallerBook, Pace};
use tests::layers::{
    APP, assert_in_guide, assert_in_order, error_body, long_body, preflight, request,
};
use tests::log::Log;
use tests::vectors::Table;
use tower::{ServiceBuilder, ServiceExt as _};
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

policy! {
    Admins = role = "admin";
}

#[require(role = "admin")]
async fn posts() -> String {
    long_body()
}

#[tokio::test]
async fn cors_layer_inside_guarded_group_rejects_preflights() {
    let group = Router::new().route("/posts", get(posts)).layer(cors());
    let app = group.route_layer(auth_core::adapters::axum::require::<Admins>()).layer(auth());
    let send = async |request: http::Request<()>| {
        app.clone().oneshot(request.map(|()| axum::body::Body::empty())).await.unwrap().status()
    };
    assert_eq!(send(preflight("/posts")).await, 401);
}

#[test]
fn rejected_preflight_warns_once_for_each_policy() {
    tests::layers::assert_preflights_warned(&tests::drivers::axum::Axum);
}

async fn error_page(response: Response) -> Response {
    let status = response.status();
    if status.as_u16() < 400 {
        return response;
    }
    let mut page = Response::new(error_body(status.as_u16()).into());
    *page.status_mut() = status;
    page
}

fn auth() -> Auth {
    Auth::new(CallerBook::new(&Table::load().callers(), Pace::AtOnce))
}

fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(HeaderValue::from_static(APP))
        .allow_methods([Method::GET])
        .allow_headers([AUTHORIZATION])
        .expose_headers([WWW_AUTHENTICATE, HeaderName::from_static("x-request-id")])
}

/// The route with its guard on the handler.
fn routes() -> Router {
    Router::new().route("/posts", get(posts))
}

/// The route with its guard around a group.
fn group() -> Router {
    let routes = Router::new().route("/posts", get(async || long_body()));
    routes.route_layer(auth_core::adapters::axum::require::<Admins>())
}

fn app(routes: Router) -> Router {
    let (auth, cors) = (auth(), cors());
    // guide: from here
    let layers = ServiceBuilder::new() // the outermost layer stands first
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(TraceLayer::new_for_http())
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(cors) // .expose_headers([WWW_AUTHENTICATE])
        .layer(CompressionLayer::new())
        .layer(auth)
        .layer(map_response(error_page));
    // guide: until here
    routes.fallback(async || http::StatusCode::NOT_FOUND).layer(layers)
}

#[tokio::test]
async fn layers_in_guide_order_keep_their_effects() {
    for app in [app(routes()), app(group())] {
        assert_in_order(async |request| {
            let response =
                app.clone().oneshot(request.map(|()| axum::body::Body::empty())).await.unwrap();
            let (parts, body) = response.into_parts();
            http::Response::from_parts(parts, body.collect().await.unwrap().to_bytes())
        })
        .await;
    }
    assert_in_guide("axum", include_str!("layers.rs"));
}

#[test]
fn rejection_inside_a_trace_layer_is_in_its_span() {
    let log = Log::default();
    log.collect(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(
            app(routes())
                .oneshot(request(Method::GET, "/posts", None).map(|()| axum::body::Body::empty())),
        )
    })
    .unwrap();
    let refused: Vec<_> =
        log.events().into_iter().filter(|line| line.contains("request rejected")).collect();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(refused[0].contains("request{method=GET uri=/posts"), "{refused:?}");
}
