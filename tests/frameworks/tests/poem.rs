//! Guards among the parts of poem: routes, error handlers, middleware, several `Auth`s, poem-
//! openapi.
#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "handlers own what they ask for, and poem writes methods of them"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use auth_core::{Auth, Guard, Identity, MaybeIdentity, Rejection, policy, public, require};
use http::{Method, StatusCode};
use http_body_util::BodyExt as _;
use poem::error::NotFoundError;
use poem::listener::{Acceptor as _, Listener as _, TcpListener};
use poem::middleware::Cors;
use poem::web::{Data, Path};
use poem::{
    Body, Endpoint, EndpointExt as _, Error, IntoResponse, Request, Response, Route, Server, get,
    handler,
};
use poem_openapi::payload::{Json, PlainText};
use poem_openapi::{ApiResponse, OpenApi, OpenApiService};
use tests::body::TracedBody;
use tests::callers::{CallerBook, Pace};
use tests::log::Log;
use tests::trace::Trace;
use tests::vectors::Table;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

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

#[require(authenticated)]
#[handler]
async fn whoami(identity: Identity) -> String {
    format!("{} {}", identity.issuer(), identity.subject())
}

mod order {
    //! Each place of `#[require]` that compiles. `ui/poem` holds the others.

    use super::*;

    #[require(role = "admin")]
    #[handler]
    #[tracing::instrument]
    pub(crate) async fn instrument_below() -> &'static str {
        "in"
    }

    #[require(role = "admin")]
    #[tracing::instrument(skip_all)]
    #[handler]
    pub(crate) async fn instrument_between() -> &'static str {
        "in"
    }

    #[tracing::instrument]
    #[require(role = "admin")]
    #[handler]
    pub(crate) async fn instrument_above() -> &'static str {
        "in"
    }

    #[cfg_attr(all(), require(role = "admin"))]
    #[handler]
    pub(crate) fn cfg_attr() -> &'static str {
        "in"
    }

    #[cfg_attr(all(), require(role = "admin"), handler)]
    pub(crate) fn cfg_attr_of_both() -> &'static str {
        "in"
    }

    /// Documented.
    #[require(Admins)]
    #[allow(clippy::unused_async, reason = "an attribute between the two")]
    #[handler]
    pub(crate) async fn other_attributes() -> &'static str {
        "in"
    }
}

#[tokio::test]
async fn handler_in_each_order_of_attributes_is_guarded() {
    let app = Route::new()
        .at("/0", order::instrument_below)
        .at("/1", order::instrument_between)
        .at("/2", order::instrument_above)
        .at("/3", order::cfg_attr)
        .at("/4", order::cfg_attr_of_both)
        .at("/5", order::other_attributes)
        .with(auth());
    for path in ["/0", "/1", "/2", "/3", "/4", "/5"] {
        assert_eq!(status(&app, path, None).await, 401, "{path}");
        assert_eq!(status(&app, path, Some("editor")).await, 403, "{path}");
        assert_eq!(status(&app, path, Some("admin")).await, 200, "{path}");
    }
}

mod shapes {
    //! Handlers of every shape that poem knows.

    use super::*;

    #[require(role = "admin")]
    #[handler]
    pub(crate) fn nothing() {}

    #[require(role = "admin")]
    #[handler]
    pub(crate) async fn opaque() -> impl IntoResponse {
        "in"
    }

    #[require(role = "admin")]
    #[handler]
    pub(crate) async fn fallible() -> poem::Result<&'static str> {
        Ok("in")
    }

    #[require(role = "admin")]
    #[handler]
    pub(crate) fn with_borrowed_arguments(request: &Request, uri: &http::Uri) -> String {
        format!("{} {uri}", request.method())
    }

    #[require(role = "admin")]
    #[handler]
    pub(crate) async fn with_its_own_error() -> Result<&'static str, NotFoundError> {
        Ok("in")
    }
}

#[tokio::test]
async fn handlers_of_every_shape_are_guarded() {
    let app = Route::new()
        .at("/0", shapes::nothing)
        .at("/1", shapes::opaque)
        .at("/2", shapes::fallible)
        .at("/3", shapes::with_borrowed_arguments)
        .at("/4", shapes::with_its_own_error)
        .with(auth());
    for path in ["/0", "/1", "/2", "/3", "/4"] {
        assert_eq!(status(&app, path, None).await, 401, "{path}");
        assert_eq!(status(&app, path, Some("admin")).await, 200, "{path}");
    }
}

/// However a request reaches the handler: whenever it ran, the guard had allowed.
#[tokio::test]
async fn s8_no_spelling_of_path_or_method_avoids_the_guard() {
    let runs = Runs::default();
    let nested =
        Route::new().at("/inner", admin).nest("/deep", Route::new().at("/", admin).at("/*", admin));
    let app = Route::new()
        .at("/plain", get(admin).post(admin))
        .at("/all", admin)
        .at("/rest/*", admin)
        .nest("/nested", nested)
        .nest_no_strip("/whole", Route::new().at("/whole/inner", admin))
        .data(runs.clone())
        .with(auth());
    let paths = [
        "/plain",
        "/plain/",
        "//plain",
        "/%70lain",
        "/plain%2F",
        "/plain?x=/all",
        "/PLAIN",
        "/all",
        "/all/",
        "/rest/",
        "/rest/a/b",
        "/rest//",
        "/rest/../plain",
        "/rest/%2e%2e/plain",
        "/rest/%ff",
        "/nested/inner",
        "/nested//inner",
        "/nested/inner/",
        "/nested/deep",
        "/nested/deep/",
        "/nested/deep/x/y",
        "/whole/inner",
        "/whole//inner",
        "/",
    ];
    let methods =
        ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW"];
    let mut reached = 0;
    for path in paths {
        for method in methods.map(|method| method.parse::<Method>().unwrap()) {
            for token in [None, Some("editor"), Some("nobody-knows")] {
                let response = app.get_response(request(&method, path, token)).await;
                assert!(!response.is_success(), "{method} {path} {token:?}");
                assert_eq!(runs.so_far(), reached, "{method} {path} {token:?}");
            }
            let allowed = app.get_response(request(&method, path, Some("admin"))).await;
            if allowed.is_success() {
                reached += 1;
            }
            assert_eq!(runs.so_far(), reached, "{method} {path}");
        }
    }
    assert!(reached > 100, "only {reached} requests reached the handler");
}

#[tokio::test]
async fn route_outside_of_every_auth_rejects() {
    let runs = Runs::default();
    let app = Route::new()
        .nest("/inside", Route::new().at("/", admin).with(auth()))
        .at("/outside", admin)
        .data(runs.clone());
    assert_eq!(status(&app, "/inside", Some("admin")).await, 200);
    assert_eq!(status(&app, "/outside", Some("admin")).await, 500);
    assert_eq!(status(&app, "/outside", None).await, 500);
    assert_eq!(runs.so_far(), 1);
}

/// A middleware that reads the caller, and changes the credentials, as a careless proxy
/// does.
async fn tamper<E: Endpoint>(next: E, mut request: Request) -> poem::Result<Response> {
    request.headers_mut().insert("authorization", "Bearer admin".parse().unwrap());
    Ok(next.call(request).await?.into_response())
}

#[tokio::test]
async fn two_auths_decide_each_for_itself() {
    // The inner one has other callers: `admin` has no grants there.
    let mut callers = std::collections::BTreeMap::new();
    callers.insert("admin".to_owned(), tests::callers::Caller::default());
    let inner_auth = Auth::new(CallerBook::new(&Arc::new(callers), Pace::Later));
    let inner = Route::new().at("/admin", admin).at("/whoami", whoami).with(inner_auth);
    let app = Route::new()
        .at("/admin", admin)
        .nest("/inner", inner)
        .data(Runs::default())
        .around(tamper)
        .with(auth());
    // Outside, the received credentials count, not those of the middleware.
    assert_eq!(status(&app, "/admin", Some("editor")).await, 403);
    assert_eq!(status(&app, "/admin", Some("admin")).await, 200);
    // Inside, the credentials of the middleware count, as the inner `Auth` reads them.
    assert_eq!(status(&app, "/inner/admin", Some("admin")).await, 403);
    assert_eq!(text(&app, "/inner/whoami", Some("editor")).await, "https://issuer.example admin");
}

#[test]
fn two_auths_log_a_rejection_once() {
    let app = Route::new().at("/admin", admin).data(Runs::default()).with(auth()).with(auth());
    let (response, events) = logged(send(&app, "/admin", None));
    assert_eq!((response.status(), challenges(&response).len()), (StatusCode::UNAUTHORIZED, 1));
    assert_eq!(events.len(), 1, "{events:?}");
}

#[handler]
fn asks_the_identity(identity: Identity) -> poem::Result<&'static str> {
    let _proof: Guard<Admins> = identity.check()?;
    Ok("in")
}

#[handler]
fn returns_the_rejection(identity: Identity) -> Result<&'static str, Rejection> {
    identity.check::<Admins>().map(|_| "in")
}

#[handler]
fn answers_with_the_rejection(identity: Identity) -> Response {
    identity.check::<Admins>().map_or_else(IntoResponse::into_response, |_| "in".into_response())
}

#[test]
fn rejection_of_a_handler_is_complete_and_logged() {
    let app = Route::new()
        .at("/0", asks_the_identity)
        .at("/1", returns_the_rejection)
        .at("/2", answers_with_the_rejection)
        // It turns errors into responses.
        .with(Cors::new())
        .with(auth());
    for path in ["/0", "/1", "/2"] {
        let (response, events) = logged(send(&app, path, Some("editor")));
        assert_eq!(response.status(), 403, "{path}");
        assert_eq!(response.headers()["cache-control"], "no-store", "{path}");
        assert_eq!(response.headers()["content-type"], "application/problem+json", "{path}");
        assert!(matches!(response.data::<Rejection>(), Some(Rejection::Forbidden(_))), "{path}");
        let refusals: Vec<_> =
            events.iter().filter(|event| event.contains("enforced=true")).collect();
        assert_eq!(refusals.len(), 1, "{path}: {events:?}");
        let (response, _) = logged(send(&app, path, Some("admin")));
        assert_eq!(response.status(), 200, "{path}");
    }
}

async fn our_own_page(error: Error) -> Response {
    Response::builder()
        .status(error.status())
        .header("cache-control", "public")
        .body(format!("our page: {error}"))
}

#[tokio::test]
async fn s3_s9_error_handlers_inside_auth_keep_challenge() {
    let app = Route::new()
        .at("/admin", admin)
        .data(Runs::default())
        .catch_all_error(our_own_page)
        .with(auth());
    let response = send(&app, "/admin", None).await;
    assert_eq!(
        (response.status(), challenges(&response)),
        (StatusCode::UNAUTHORIZED, vec![r#"Bearer realm="api""#])
    );
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.into_body().into_string().await.unwrap(), "our page: 401 Unauthorized");
    let page = text(&app, "/admin", Some("editor")).await;
    assert_eq!(page, "our page: 403 Forbidden");
    // An error that is no refusal stays as it is.
    let response = send(&app, "/unknown", None).await;
    assert_eq!(
        (response.status(), &response.headers()["cache-control"]),
        (StatusCode::NOT_FOUND, &"public".parse().unwrap())
    );
}

#[tokio::test]
async fn s3_error_handlers_outside_see_their_errors_only() {
    #[handler]
    fn broken() -> poem::Result<&'static str> {
        Err(Error::from_string("broken", StatusCode::BAD_GATEWAY))
    }
    let app = Route::new()
        .at("/admin", admin)
        .at("/broken", broken)
        .data(Runs::default())
        .with(auth())
        .catch_error(|_: NotFoundError| async {
            Response::builder().status(StatusCode::NOT_FOUND).body("not here")
        })
        .catch_all_error(our_own_page);
    let response = send(&app, "/admin", None).await;
    assert_eq!(
        (response.status(), challenges(&response)),
        (StatusCode::UNAUTHORIZED, vec![r#"Bearer realm="api""#])
    );
    assert!(text(&app, "/admin", Some("editor")).await.starts_with("{\"type\""));
    assert_eq!(text(&app, "/unknown", None).await, "not here");
    assert_eq!(text(&app, "/broken", Some("admin")).await, "our page: broken");
}

#[tokio::test]
async fn concealed_handler_equals_unknown_route() {
    #[require(role = "admin", conceal)]
    #[handler]
    fn secret() -> &'static str {
        "in"
    }
    let not_found = || {
        let builder = http::Response::builder().status(404).header("content-type", "text/plain");
        builder.body("nothing here".to_owned()).unwrap()
    };
    let auth =
        Auth::builder().authenticator(book(Pace::AtOnce)).not_found(not_found).build().unwrap();
    let app = Route::new().at("/hidden", secret).with(auth).catch_error(
        move |_: NotFoundError| async move {
            let (parts, body) = not_found().into_parts();
            Response::builder().status(parts.status).content_type("text/plain").body(body)
        },
    );
    for method in ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"] {
        let method: Method = method.parse().unwrap();
        for token in [None, Some("editor"), Some("nobody-knows")] {
            let hidden = app.get_response(request(&method, "/hidden", token)).await;
            let unknown = app.get_response(request(&method, "/unknown", token)).await;
            assert_eq!(
                (hidden.status(), hidden.headers()),
                (unknown.status(), unknown.headers()),
                "{method} {token:?}"
            );
            let [hidden, unknown] =
                [hidden, unknown].map(|response| response.into_body().into_string());
            assert_eq!(hidden.await.unwrap(), unknown.await.unwrap(), "{method} {token:?}");
        }
    }
    assert_eq!(status(&app, "/hidden", Some("admin")).await, 200);
}

#[test]
fn option_that_discards_a_rejection_is_logged() {
    #[handler]
    fn optional(identity: Option<Identity>) -> String {
        identity.map_or("nobody".to_owned(), |identity| identity.subject().to_owned())
    }
    #[handler]
    fn maybe(MaybeIdentity(identity): MaybeIdentity) -> String {
        identity.map_or("nobody".to_owned(), |identity| identity.subject().to_owned())
    }
    let app = Route::new().at("/optional", optional).at("/maybe", maybe).with(auth());
    for token in [None, Some("nobody-knows")] {
        let (body, events) = logged(text(&app, "/optional", token));
        assert_eq!(body, "nobody");
        assert!(is_swallowed(&events), "{events:?}");
    }
    let (body, events) = logged(text(&app, "/optional", Some("admin")));
    assert_eq!((body.as_str(), is_swallowed(&events)), ("admin", false));
    // The correct form.
    let (body, events) = logged(text(&app, "/maybe", None));
    assert_eq!((body.as_str(), is_swallowed(&events)), ("nobody", false));
    let (response, events) = logged(send(&app, "/maybe", Some("nobody-knows")));
    assert_eq!((response.status().as_u16(), is_swallowed(&events)), (401, false));
}

#[test]
fn path_parameter_is_compared_as_path_sees_it() {
    #[require(claim.tenant == path.name)]
    #[handler]
    fn compared(Path(name): Path<String>) -> String {
        name
    }
    let app = Route::new()
        .at("/t/:name", compared)
        .at("/rest/*name", compared)
        .at("/digits/:name<\\d+>", compared)
        .with(auth());
    // The tenant of `slash-tenant` is `a/b`, that of `plus-tenant` is `+7`, that of
    // `almost-finance` is `007`.
    let allowed = [
        ("/t/a%2Fb", "slash-tenant", "a/b"),
        ("/rest/a/b", "slash-tenant", "a/b"),
        ("/t/+7", "plus-tenant", "+7"),
        ("/t/%2B7", "plus-tenant", "+7"),
        ("/t/007", "almost-finance", "007"),
        ("/digits/007", "almost-finance", "007"),
    ];
    for (path, token, seen) in allowed {
        let (body, _) = logged(text(&app, path, Some(token)));
        assert_eq!(body, seen, "{path}");
    }
    for (path, token) in
        [("/t/7", "plus-tenant"), ("/t/7", "almost-finance"), ("/t/a%252Fb", "slash-tenant")]
    {
        let (response, _) = logged(send(&app, path, Some(token)));
        assert_eq!(response.status(), 403, "{path} {token}");
    }
    let (response, events) = logged(send(&app, "/t/%ff", Some("finance")));
    assert_eq!(response.status(), 403);
    // A client's mistake rings no alarm.
    assert!(events.len() == 1 && events[0].contains("INFO"), "{events:?}");
}

#[tokio::test]
async fn address_is_that_of_the_connection() {
    #[require(ip = "127.0.0.0/8")]
    #[handler]
    fn local() -> &'static str {
        "in"
    }
    #[require(ip = "10.0.0.0/8")]
    #[handler]
    fn intranet() -> &'static str {
        "in"
    }
    let app = Route::new().at("/local", local).at("/intranet", intranet).with(auth());
    let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
    let address = *acceptor.local_addr().first().unwrap().as_socket_addr().unwrap();
    let server = tokio::spawn(Server::new_with_acceptor(acceptor).run(app));
    for (path, expected) in [("/local", "HTTP/1.1 200"), ("/intranet", "HTTP/1.1 403")] {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with(expected), "{path}: {answer}");
    }
    server.abort();
}

struct Api;

#[derive(ApiResponse)]
#[oai(bad_request_handler = "explain")]
enum Explained {
    #[oai(status = 200)]
    Done(PlainText<String>),
    #[oai(status = 400)]
    Bad(PlainText<String>),
    #[oai(status = 401)]
    Unauthorized(PlainText<String>),
}

/// A handler of bad requests that tells refusals apart from what it is made for.
fn explain(error: Error) -> Explained {
    match error.data::<Rejection>() {
        Some(Rejection::Unauthorized(_)) => Explained::Unauthorized(PlainText("log in".to_owned())),
        _ => Explained::Bad(PlainText(error.to_string())),
    }
}

#[OpenApi]
impl Api {
    #[oai(path = "/first", method = "post")]
    async fn first(
        &self,
        _proof: Guard<Admins>,
        trace: Data<&Trace>,
        _body: Json<u64>,
    ) -> PlainText<&'static str> {
        trace.reach_handler();
        PlainText("in")
    }

    #[oai(path = "/behind-the-body", method = "post")]
    async fn behind_the_body(
        &self,
        trace: Data<&Trace>,
        _body: Json<u64>,
        _proof: Guard<Admins>,
    ) -> PlainText<&'static str> {
        trace.reach_handler();
        PlainText("in")
    }

    #[oai(path = "/explained", method = "post")]
    async fn explained(
        &self,
        _proof: Guard<Admins>,
        trace: Data<&Trace>,
        _body: Json<u64>,
    ) -> Explained {
        trace.reach_handler();
        Explained::Done(PlainText("in".to_owned()))
    }

    #[oai(path = "/maybe", method = "post")]
    async fn maybe(
        &self,
        MaybeIdentity(identity): MaybeIdentity,
        trace: Data<&Trace>,
    ) -> PlainText<String> {
        trace.reach_handler();
        PlainText(identity.map_or("nobody".to_owned(), |identity| identity.subject().to_owned()))
    }
}

/// Posts `body` to the API. Returns the response, the trace of the request, and the log.
fn post(path: &str, token: Option<&str>, body: &str, pace: Pace) -> (Response, Trace, Vec<String>) {
    let trace = Trace::default();
    let app = OpenApiService::new(Api, "api", "1").data(trace.clone()).with(Auth::new(book(pace)));
    let mut request = request(&Method::POST, path, token);
    request.headers_mut().insert("content-type", "application/json".parse().unwrap());
    let body =
        TracedBody::new(body, trace.clone()).map_err(|never| -> std::io::Error { match never {} });
    request.set_body(Body::from(body.boxed()));
    let (response, events) = logged(app.get_response(request));
    (response, trace, events)
}

#[test]
fn poem_openapi_guard_before_body_leaves_it_unread() {
    for pace in [Pace::AtOnce, Pace::Later] {
        for (token, expected) in [(None, 401), (Some("editor"), 403)] {
            let (response, trace, _) = post("/first", token, "no number", pace);
            assert_eq!(response.status().as_u16(), expected);
            assert_eq!(challenges(&response).len(), usize::from(expected == 401));
            assert_eq!(response.content_type(), Some("application/problem+json"));
            assert!(!trace.body() && !trace.handler());
        }
        let (response, trace, _) = post("/first", Some("admin"), "7", pace);
        assert_eq!((response.status().as_u16(), trace.body(), trace.handler()), (200, true, true));
        let (response, trace, _) = post("/first", Some("admin"), "no number", pace);
        assert_eq!((response.status().as_u16(), trace.handler()), (400, false));
        let (response, _, _) = post("/maybe", None, "", pace);
        assert_eq!(response.status(), 200);
        let (response, _, _) = post("/maybe", Some("nobody-knows"), "", pace);
        assert_eq!(response.status(), 401);
    }
}

#[test]
fn poem_openapi_guard_behind_the_body_rejects_later() {
    let (response, trace, _) = post("/behind-the-body", Some("editor"), "7", Pace::AtOnce);
    assert_eq!((response.status().as_u16(), trace.body(), trace.handler()), (403, true, false));
    // The disadvantage: errors of the body are reported first.
    let (response, trace, _) = post("/behind-the-body", None, "no number", Pace::AtOnce);
    assert_eq!((response.status().as_u16(), trace.handler()), (400, false));
}

#[test]
fn poem_openapi_bad_request_handler_allows_no_request() {
    let (response, trace, events) = post("/explained", None, "7", Pace::AtOnce);
    assert_eq!(
        (response.status().as_u16(), challenges(&response)),
        (401, vec![r#"Bearer realm="api""#])
    );
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert!(!trace.body() && !trace.handler() && !is_swallowed(&events), "{events:?}");
    // A 403 that becomes a 400: refused, without a word about the policy, and an error in the log.
    let (response, trace, events) = post("/explained", Some("editor"), "7", Pace::AtOnce);
    assert_eq!(response.status(), 400);
    assert!(!trace.body() && !trace.handler() && is_swallowed(&events), "{events:?}");
    assert_eq!(logged(response.into_body().into_string()).0.unwrap(), "403 Forbidden");
    let (response, trace, _) = post("/explained", Some("admin"), "7", Pace::AtOnce);
    assert_eq!((response.status().as_u16(), trace.handler()), (200, true));
}

#[tokio::test]
async fn public_handler_is_open() {
    #[public("liveness probe, no data")]
    #[handler]
    fn health() -> &'static str {
        "ok"
    }
    let app = Route::new().at("/", health).with(auth());
    assert_eq!(status(&app, "/", None).await, 200);
    assert_eq!(status(&app, "/", Some("nobody-knows")).await, 200);
}

mod checks {
    //! Handlers with checks of their own, of every shape.

    use super::*;

    #[require(any(role = "admin", check(owner == identity.subject())))]
    #[handler]
    pub(crate) fn plain(Path(owner): Path<String>, Data(runs): Data<&Runs>) -> &'static str {
        runs.count();
        "in"
    }

    #[require(any(role = "admin", check(owner == identity.subject())))]
    #[handler]
    pub(crate) async fn opaque(
        Path(owner): Path<String>,
        Data(runs): Data<&Runs>,
    ) -> impl IntoResponse {
        runs.count();
        "in"
    }

    #[require(any(role = "admin", check(owner.0 == identity.subject())))]
    #[handler]
    pub(crate) async fn fallible(
        owner: Path<String>,
        Data(runs): Data<&Runs>,
    ) -> poem::Result<String> {
        runs.count();
        Ok(owner.0)
    }

    #[require(any(role = "admin", check(owner == identity.subject())))]
    #[handler]
    pub(crate) fn nothing(Path(owner): Path<String>, runs: Data<&Runs>) {
        runs.count();
    }

    #[require(any(role = "admin", check(is_owner(request, identity).await?)))]
    #[handler]
    pub(crate) async fn waiting(
        request: &Request,
        runs: Data<&Runs>,
    ) -> Result<&'static str, NotFoundError> {
        runs.count();
        Ok("in")
    }

    async fn is_owner(
        request: &Request,
        identity: &Identity,
    ) -> poem::Result<bool, std::io::Error> {
        tokio::task::yield_now().await;
        match request.raw_path_param("owner") {
            Some("nobody-can-tell") => Err(std::io::Error::other("the database is down")),
            owner => Ok(owner == Some(identity.subject())),
        }
    }
}

#[tokio::test]
async fn check_of_a_handler_runs_before_its_body() {
    let runs = Runs::default();
    let app = Route::new()
        .at("/plain/:owner", checks::plain)
        .at("/opaque/:owner", checks::opaque)
        .at("/fallible/:owner", checks::fallible)
        .at("/nothing/:owner", checks::nothing)
        .at("/waiting/:owner", checks::waiting)
        .data(runs.clone())
        .with(auth());
    for (index, name) in
        ["plain", "opaque", "fallible", "nothing", "waiting"].into_iter().enumerate()
    {
        let path = format!("/{name}/editor");
        let refused = send(&app, &path, None).await;
        assert_eq!((refused.status().as_u16(), challenges(&refused).len()), (401, 1), "{path}");
        let refused = send(&app, &path, Some("writer")).await;
        assert_eq!(refused.status(), 403, "{path}");
        assert_eq!(refused.content_type(), Some("application/problem+json"), "{path}");
        assert_eq!(runs.so_far(), 2 * index, "{path}");
        assert_eq!(status(&app, &path, Some("editor")).await, 200, "{path}");
        assert_eq!(status(&app, &path, Some("admin")).await, 200, "{path}");
        assert_eq!(runs.so_far(), 2 * index + 2, "{path}");
    }
    let untold = send(&app, "/waiting/nobody-can-tell", Some("editor")).await;
    assert_eq!((untold.status().as_u16(), runs.so_far()), (503, 10));
}
