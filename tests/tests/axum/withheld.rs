//! `withhold_unguarded` on axum, and on services of tower.

use std::convert::Infallible;

use auth_core::adapters::tower::require;
use auth_core::request::{CredentialSource, Scheme};
use auth_core::{Auth, Guard, Identity, MaybeIdentity, Rejection, policy, public, require};
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Router, middleware};
use bytes::Bytes;
use http::header::{LOCATION, SET_COOKIE};
use http::{HeaderName, Method, StatusCode};
use http_body_util::{BodyExt as _, Full};
use tests::callers::{CallerBook, Pace};
use tests::log::Log;
use tests::vectors::Table;
use tests::withheld::{self, HEADER, SECRET, assert_withheld, auth, request};
use tower::{Layer as _, ServiceExt as _, service_fn};

policy! { Admins = role = "admin"; }

fn answer(status: u16) -> Response {
    let response = Response::builder().status(status).header(HEADER, SECRET);
    response.header(SET_COOKIE, format!("session={SECRET}")).body(SECRET.into()).unwrap()
}

async fn open() -> Response {
    answer(200)
}

async fn stream() -> Response {
    let parts = Full::<Bytes>::from(SECRET).map_frame(|frame| frame);
    answer(200).map(|_| Body::new(parts.boxed()))
}

async fn moved() -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, format!("/{SECRET}"))]).into_response()
}

async fn known(_: Identity) -> Response {
    answer(200)
}

async fn perhaps(_: MaybeIdentity) -> Response {
    answer(200)
}

async fn discarded(_: Result<Guard<Admins>, Rejection>) -> Response {
    answer(200)
}

#[require(role = "admin")]
async fn guarded() -> Response {
    answer(200)
}

#[public("a test")]
async fn shown() -> Response {
    answer(200)
}

#[require(role = "admin", report_only)]
async fn reported() -> Response {
    answer(200)
}

#[require(check(identity.subject() == "editor"))]
async fn checked() -> Response {
    answer(200)
}

#[require(check(identity.subject() == "nobody"))]
async fn failing() -> Response {
    answer(200)
}

#[require(role = "admin", from = request)]
async fn own(request: &Request<()>) -> Result<(), Rejection> {
    let _ = request;
    Ok(())
}

async fn denied(request: Request) -> Response {
    let (parts, _) = request.into_parts();
    assert!(own(&Request::from_parts(parts, ())).await.is_err());
    answer(200)
}

fn routes() -> Router {
    let group = Router::new().route("/{id}", get(open)).route_layer(require::<Admins>());
    Router::new()
        .route("/open", get(open))
        .route("/stream", get(stream))
        .route("/moved", get(moved))
        .route("/wrong", get(async || answer(400)))
        .route("/broken", get(async || answer(503)))
        .route("/upgraded", get(async || answer(101)))
        .route("/known", get(known))
        .route("/perhaps", get(perhaps))
        .route("/discarded", get(discarded))
        .route("/guarded", get(guarded))
        .route("/public", get(shown))
        .route("/reported", get(reported))
        .route("/checked", get(checked))
        .route("/failing", get(failing))
        .route("/denied", get(denied))
        .nest("/group", group)
}

fn block_on<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test)
}

fn send(app: &Router, request: http::Request<()>) -> http::Response<Bytes> {
    block_on(async {
        let response = app.clone().oneshot(request.map(|()| Body::empty())).await.unwrap();
        let (parts, body) = response.into_parts();
        http::Response::from_parts(parts, body.collect().await.unwrap().to_bytes())
    })
}

fn status(app: &Router, path: &str, token: &str) -> StatusCode {
    send(app, request(Method::GET, path, token)).status()
}

#[test]
fn axum_sends_no_response_without_a_decision() {
    let app = routes().layer(auth());
    withheld::run(|path| path.replace("/7", "/{id}"), |request| send(&app, request));
}

#[test]
fn axum_logs_the_path_outside_of_the_router() {
    let service = auth().layer(routes());
    let app = Router::new().fallback_service(service);
    withheld::run(str::to_owned, |request| send(&app, request));
}

#[test]
fn discarded_rejection_withholds_the_response() {
    let app = routes().layer(auth());
    assert_eq!(status(&app, "/discarded", "editor"), 500);
    assert_eq!(status(&app, "/discarded", ""), 500);
    assert_eq!(status(&app, "/discarded", "admin"), 200);
}

#[test]
fn redirect_in_place_of_a_rejection_is_sent() {
    async fn to_login(response: Response) -> Response {
        if response.status() == StatusCode::UNAUTHORIZED { moved().await } else { response }
    }
    let app = routes().layer(middleware::map_response(to_login)).layer(auth());
    assert_eq!(status(&app, "/guarded", ""), 303);
    assert_eq!(status(&app, "/known", ""), 500);
}

#[test]
fn preflight_of_a_layer_inside_is_withheld() {
    use tower_http::cors::CorsLayer;
    let preflight = || tests::layers::preflight("/guarded");
    let inside = routes().layer(CorsLayer::permissive()).layer(auth());
    assert_eq!(send(&inside, preflight()).status(), 500);
    let outside = routes().layer(auth()).layer(CorsLayer::permissive());
    assert_eq!(send(&outside, preflight()).status(), 200);
}

#[test]
fn fallback_and_every_method_need_a_decision() {
    let app = routes().route("/any", any(open)).fallback(open).layer(auth());
    for method in [Method::OPTIONS, Method::TRACE, Method::POST] {
        for path in ["/any", "/unknown"] {
            let response = send(&app, request(method.clone(), path, "admin"));
            assert_withheld(&response, &method, path);
        }
    }
    let app = routes().fallback(shown).layer(auth());
    assert_eq!(status(&app, "/unknown", ""), 200);
    let inner = Router::new().fallback(open);
    let app = Router::new().nest_service("/in", inner.clone()).nest("/nested", inner).layer(auth());
    assert_eq!(status(&app, "/in/file", ""), 500);
    assert_eq!(status(&app, "/nested/file", ""), 500);
}

#[test]
fn service_with_a_reason_in_the_gate_is_sent() {
    use auth_core::axum::Router as Gate;
    let app = Gate::new()
        .route_service("/file", get(open), "a file of the front end")
        .nest_service("/files", Router::new().fallback(open), "files of the front end")
        .fallback_service(Router::new().route("/old", get(open)), "not moved yet")
        .secured_by(auth());
    for path in ["/file", "/files/a", "/old"] {
        assert_eq!(status(&app, path, ""), 200, "{path}");
    }
    assert_eq!(status(&app, "/unknown", ""), 404);
}

/// Returns an `Auth` that withholds on demand, and takes the name of a caller in `X-Api-Key`.
fn other_auth(withholds: bool) -> Auth {
    let book = CallerBook::new(&Table::load().callers(), Pace::AtOnce);
    let key = CredentialSource::Header(HeaderName::from_static("x-api-key"));
    let builder =
        Auth::builder().authenticator(book.of(Scheme::new("ApiKey").unwrap(), "keys", key));
    if withholds { builder.withhold_unguarded() } else { builder }.build().unwrap()
}

#[test]
fn decision_inside_one_auth_counts_for_both() {
    let keyed = |path: &str| {
        let mut request = request(Method::GET, path, "admin");
        request.headers_mut().insert("x-api-key", "admin".parse().unwrap());
        request
    };
    for [inner, outer] in [[other_auth(true), auth()], [other_auth(false), auth()]] {
        let app = routes().layer(inner).layer(outer);
        for path in ["/guarded", "/public", "/reported", "/group/7"] {
            assert_eq!(send(&app, keyed(path)).status(), 200, "{path}");
        }
        assert_eq!(send(&app, keyed("/open")).status(), 500);
    }
    // A guard between the two.
    let app = routes().layer(other_auth(true)).layer(require::<Admins>()).layer(auth());
    assert_eq!(send(&app, keyed("/open")).status(), 200);
    // One of them is enough.
    let app = routes().layer(other_auth(true)).layer(other_auth(false));
    assert_eq!(send(&app, keyed("/open")).status(), 500);
}

#[test]
fn withheld_response_is_logged_once_by_two_auths() {
    let log = Log::default();
    let app = routes().layer(other_auth(true)).layer(auth());
    assert_eq!(log.collect(|| status(&app, "/open", "")), 500);
    let events = log.events();
    assert_eq!(events.len(), 1, "{events:?}");
}

#[test]
fn tower_services_with_other_bodies_are_withheld() {
    async fn full(_: http::Request<()>) -> Result<http::Response<Full<Bytes>>, Infallible> {
        Ok(answer(200).map(|_| Full::from(SECRET)))
    }
    async fn text(_: http::Request<()>) -> Result<http::Response<String>, Infallible> {
        Ok(answer(200).map(|_| SECRET.to_owned()))
    }
    let (full, text) = (auth().layer(service_fn(full)), auth().layer(service_fn(text)));
    let responses = block_on(async {
        let response = full.oneshot(request(Method::GET, "/x", "")).await.unwrap();
        let (parts, body) = response.into_parts();
        let full = http::Response::from_parts(parts, body.collect().await.unwrap().to_bytes());
        [full, text.oneshot(request(Method::GET, "/x", "")).await.unwrap().map(Bytes::from)]
    });
    for response in responses {
        assert_withheld(&response, &Method::GET, "tower");
    }
}

#[test]
#[should_panic(expected = "`withhold_unguarded` cannot make a response with a body of type")]
fn service_with_an_unknown_body_is_not_called() {
    async fn bytes(_: http::Request<()>) -> Result<http::Response<Bytes>, Infallible> {
        unreachable!("the request must not reach the service")
    }
    let service = auth().layer(service_fn(bytes));
    let _ = block_on(service.oneshot(request(Method::GET, "/x", "")));
}

#[tokio::test]
async fn withheld_upgrade_does_not_happen() {
    use axum::extract::ws::WebSocketUpgrade;

    async fn response_and_end(auth: Auth) -> (String, &'static str) {
        let (sender, mut ends) = tokio::sync::mpsc::unbounded_channel();
        let socket = async move |upgrade: WebSocketUpgrade| {
            let failed = sender.clone();
            upgrade
                .on_failed_upgrade(move |_| failed.send("failed").unwrap())
                .on_upgrade(async move |_| sender.send("upgraded").unwrap())
        };
        let app = Router::new().route("/socket", get(socket)).layer(auth);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(axum::serve(listener, app).into_future());
        let answer = withheld::ask_for_upgrade(address).await;
        let end = ends.recv().await.unwrap();
        server.abort();
        (answer, end)
    }

    let book = CallerBook::new(&Table::load().callers(), Pace::AtOnce);
    let (response, end) = response_and_end(Auth::new(book)).await;
    assert!(response.starts_with("HTTP/1.1 101 "), "{response}");
    assert_eq!(end, "upgraded");
    // SECURITY: hyper would pass the connection on if it ended in order.
    let (response, end) = response_and_end(auth()).await;
    assert!(response.starts_with("HTTP/1.1 500 "), "{response}");
    assert!(response.contains("Internal Server Error"), "{response}");
    assert_eq!(end, "failed");
}
