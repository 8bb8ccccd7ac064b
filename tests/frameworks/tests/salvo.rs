//! Guards among the parts of salvo: routers, hoops, catchers, several `Auth`s, `#[endpoint]`.
#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "handlers own what they ask for, and salvo writes methods of them"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use auth_core::{Auth, Guard, Identity, MaybeIdentity, Rejection, policy, public, require};
use http::Method;
use http::uri::Scheme;
use http_body_util::BodyExt as _;
use salvo::catcher::Catcher;
use salvo::extract::{Extractible as _, JsonBody, PathParam};
use salvo::http::{Mime, ReqBody};
use salvo::oapi::endpoint;
use salvo::prelude::*;
use tests::body::TracedBody;
use tests::callers::{CallerBook, Pace};
use tests::log::Log;
use tests::trace::Trace;
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

#[require(authenticated)]
#[handler]
async fn whoami(identity: Identity) -> String {
    format!("{} {}", identity.issuer(), identity.subject())
}

mod order {
    //! Each place of `#[require]` that compiles. `ui/salvo` holds the others.

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

    /// Documented.
    #[require(Admins)]
    #[allow(clippy::unused_async)]
    #[handler]
    pub(crate) async fn other_attributes() -> &'static str {
        "in"
    }

    #[require(role = "admin")]
    #[endpoint]
    pub(crate) async fn as_an_endpoint() -> &'static str {
        "in"
    }

    #[require(role = "admin")]
    #[endpoint(tags("admin"), responses((status_code = 200, description = "in")))]
    #[tracing::instrument]
    pub(crate) fn as_an_endpoint_with_options() -> &'static str {
        "in"
    }
}

mod shapes {
    //! Handlers of every shape that salvo knows.

    use super::*;

    #[require(role = "admin")]
    #[handler]
    pub(crate) fn nothing() {}

    #[require(role = "admin")]
    #[handler]
    pub(crate) async fn opaque() -> impl Writer {
        "in"
    }

    #[require(role = "admin")]
    #[handler]
    pub(crate) async fn fallible() -> Result<&'static str, StatusError> {
        Ok("in")
    }

    #[require(role = "admin")]
    #[handler]
    pub(crate) async fn with_everything(
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        flow: &mut FlowCtrl,
    ) {
        assert!(depot.get_typed::<String>().is_err() && !flow.has_next());
        response.render(request.method().to_string());
    }

    #[require(role = "admin")]
    #[handler]
    pub(crate) fn with_a_response_and_a_result(response: &mut Response) -> Result<(), Rejection> {
        response.render("in");
        // A result that may be either, for the compiler all the same.
        std::env::args().next().map(|_| ()).ok_or_else(|| unreachable!())
    }
}

#[tokio::test]
async fn handler_in_each_order_and_shape_is_guarded() {
    let service = Service::new(
        Router::new()
            .hoop(auth())
            .push(Router::with_path("0").get(order::instrument_below))
            .push(Router::with_path("1").get(order::instrument_between))
            .push(Router::with_path("2").get(order::instrument_above))
            .push(Router::with_path("3").get(order::cfg_attr))
            .push(Router::with_path("4").get(order::other_attributes))
            .push(Router::with_path("5").get(order::as_an_endpoint))
            .push(Router::with_path("6").get(order::as_an_endpoint_with_options))
            .push(Router::with_path("7").get(shapes::nothing))
            .push(Router::with_path("8").get(shapes::opaque))
            .push(Router::with_path("9").get(shapes::fallible))
            .push(Router::with_path("10").get(shapes::with_everything))
            .push(Router::with_path("11").get(shapes::with_a_response_and_a_result)),
    );
    for path in 0..12 {
        let path = format!("/{path}");
        assert_eq!(status(&service, &path, None).await, 401, "{path}");
        assert_eq!(status(&service, &path, Some("editor")).await, 403, "{path}");
        assert_eq!(status(&service, &path, Some("admin")).await, 200, "{path}");
    }
}

/// However a request reaches the handler: whenever it ran, the guard had allowed.
#[tokio::test]
async fn s8_no_spelling_of_path_or_method_avoids_the_guard() {
    let runs = Runs::default();
    let router = Router::new()
        .hoop(affix_state::inject(runs.clone()))
        .hoop(auth())
        .push(Router::with_path("plain").get(admin).post(admin))
        .push(Router::with_path("all").goal(admin))
        .push(Router::with_path("rest/{**rest}").goal(admin))
        .push(Router::with_path("nested").push(Router::with_path("inner").goal(admin)).push(
            Router::with_path("deep").goal(admin).push(Router::with_path("{*rest}").goal(admin)),
        ));
    let service = Service::new(router);
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
        "/nested/deep/x",
        "/",
    ];
    let methods =
        ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW"];
    let mut reached = 0;
    for path in paths {
        for method in methods.map(|method| method.parse::<Method>().unwrap()) {
            for token in [None, Some("editor"), Some("nobody-knows")] {
                let response = send_by(&service, &method, path, token).await;
                assert!(code(&response) >= 400, "{method} {path} {token:?}");
                assert_eq!(runs.so_far(), reached, "{method} {path} {token:?}");
            }
            if code(&send_by(&service, &method, path, Some("admin")).await) == 200 {
                reached += 1;
            }
            assert_eq!(runs.so_far(), reached, "{method} {path}");
        }
    }
    assert!(reached > 100, "only {reached} requests reached the handler");
}

#[tokio::test]
async fn route_outside_of_every_auth_rejects() {
    let router = Router::new()
        .push(Router::with_path("inside").hoop(auth()).get(admin))
        .push(Router::with_path("outside").get(admin));
    let service = Service::new(router);
    assert_eq!(status(&service, "/inside", Some("admin")).await, 200);
    assert_eq!(status(&service, "/outside", Some("admin")).await, 500);
    assert_eq!(status(&service, "/outside", None).await, 500);
}

#[tokio::test]
async fn empty_guarded_handler_is_a_hoop_for_a_group() {
    #[require(role = "admin")]
    #[handler]
    async fn admins_only() {}
    #[handler]
    fn open() -> &'static str {
        "in"
    }
    let group = Router::with_path("group").hoop(admins_only).push(Router::with_path("a").get(open));
    let service = Service::new(Router::new().push(group).push(Router::with_path("open").get(open)))
        .hoop(auth());
    let refused = send(&service, "/group/a", None).await;
    assert_eq!((code(&refused), challenges(&refused)), (401, vec![r#"Bearer realm="api""#]));
    assert!(text(refused).await.starts_with("{\"type\""));
    assert_eq!(status(&service, "/group/a", Some("editor")).await, 403);
    assert_eq!(text(send(&service, "/group/a", Some("admin")).await).await, "in");
    assert_eq!(status(&service, "/open", None).await, 200);
    assert_eq!(status(&service, "/unknown", None).await, 404);
}

/// A hoop that changes the credentials, as a careless proxy does, and then reads the caller.
#[handler]
async fn tamper(
    request: &mut Request,
    depot: &mut Depot,
    response: &mut Response,
    flow: &mut FlowCtrl,
) {
    request.headers_mut().insert("authorization", "Bearer admin".parse().unwrap());
    flow.call_next(request, depot, response).await;
    let MaybeIdentity(identity) = MaybeIdentity::extract(request, depot).await.unwrap();
    let subject = identity.map_or("nobody".to_owned(), |identity| identity.subject().to_owned());
    response.headers_mut().insert("x-caller", subject.parse().unwrap());
}

#[tokio::test]
async fn two_auths_decide_each_for_itself() {
    // The inner one has other callers: `admin` has no grants there.
    let mut callers = std::collections::BTreeMap::new();
    callers.insert("admin".to_owned(), tests::callers::Caller::default());
    let inner_auth = Auth::new(CallerBook::new(&Arc::new(callers), Pace::Later));
    let inner = Router::with_path("inner")
        .hoop(inner_auth)
        .push(Router::with_path("admin").get(admin))
        .push(Router::with_path("whoami").get(whoami));
    let router = Router::new()
        .hoop(auth())
        .hoop(tamper)
        .push(Router::with_path("admin").get(admin))
        .push(inner);
    let service = Service::new(router);
    // Outside, the received credentials count, not those of the hoop.
    let outside = send(&service, "/admin", Some("editor")).await;
    assert_eq!((code(&outside), &outside.headers()["x-caller"]), (403, &"editor".parse().unwrap()));
    assert_eq!(status(&service, "/admin", Some("admin")).await, 200);
    // Inside, the credentials of the hoop count, as the inner `Auth` reads them. The hoop itself
    // belongs to the outer one.
    let inside = send(&service, "/inner/admin", Some("editor")).await;
    assert_eq!((code(&inside), &inside.headers()["x-caller"]), (403, &"editor".parse().unwrap()));
    let inside = send(&service, "/inner/whoami", Some("editor")).await;
    assert_eq!(text(inside).await, "https://issuer.example admin");
}

#[handler]
fn returns_the_rejection(identity: Identity) -> Result<&'static str, Rejection> {
    identity.check::<Admins>().map(|_| "in")
}

#[handler]
fn renders_the_rejection(identity: Identity, response: &mut Response) {
    match identity.check::<Admins>() {
        Ok(_) => response.render("in"),
        Err(rejection) => response.render(rejection),
    }
}

#[test]
fn rejection_made_in_handler_is_whole_and_logged_once() {
    let router = Router::new()
        .push(Router::with_path("0").get(returns_the_rejection))
        .push(Router::with_path("1").get(renders_the_rejection));
    let service = Service::new(router).hoop(auth()).hoop(auth());
    for path in ["/0", "/1"] {
        let (response, events) = logged(send(&service, path, Some("editor")));
        assert_eq!(code(&response), 403, "{path}");
        assert_eq!(response.headers()["cache-control"], "no-store", "{path}");
        assert_eq!(response.headers()["content-type"], "application/problem+json", "{path}");
        let refusals: Vec<_> =
            events.iter().filter(|event| event.contains("enforced=true")).collect();
        assert_eq!(refusals.len(), 1, "{path}: {events:?}");
        assert_eq!(code(&logged(send(&service, path, Some("admin"))).0), 200, "{path}");
    }
}

/// A hoop with an error page in the application's own words, which replaces everything but the
/// status.
#[handler]
async fn error_page(
    request: &mut Request,
    depot: &mut Depot,
    response: &mut Response,
    flow: &mut FlowCtrl,
) {
    flow.call_next(request, depot, response).await;
    if response.status_code.is_some_and(|status| status.is_client_error()) {
        let status = response.status_code;
        *response = Response::new();
        response.status_code = status;
        response.headers_mut().insert("cache-control", "public".parse().unwrap());
        response.render("our own page");
    }
}

#[tokio::test]
async fn s3_s9_hoops_inside_auth_take_no_challenge() {
    let router =
        Router::new().hoop(auth()).hoop(error_page).push(Router::with_path("admin").get(admin));
    let service = Service::new(router);
    let response = send(&service, "/admin", None).await;
    assert_eq!((code(&response), challenges(&response)), (401, vec![r#"Bearer realm="api""#]));
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(text(response).await, "our own page");
}

#[tokio::test]
async fn s3_catchers_keep_body_and_challenge() {
    #[handler]
    fn page(response: &mut Response, flow: &mut FlowCtrl) {
        response.render("caught");
        flow.skip_rest();
    }
    let empty = Auth::builder()
        .authenticator(book(Pace::AtOnce))
        .on_rejection(|context| context.into_response().map(|_| String::new()));
    for (auth, body) in [(auth(), "{\"type\""), (empty.build().unwrap(), "caught")] {
        let router = Router::new().hoop(auth).push(Router::with_path("admin").get(admin));
        let service = Service::new(router).catcher(Catcher::default().hoop(page));
        let response = send(&service, "/admin", None).await;
        assert_eq!((code(&response), challenges(&response)), (401, vec![r#"Bearer realm="api""#]));
        assert_eq!(response.headers()["cache-control"], "no-store");
        let found = text(response).await;
        assert!(found.starts_with(body), "{found}");
    }
}

/// The limit that the adapter's documentation names.
#[tokio::test]
async fn s3_rejection_turned_into_415_keeps_its_challenge() {
    let service = |types: &[&str]| {
        let types: Vec<Mime> = types.iter().map(|mime| mime.parse().unwrap()).collect();
        Service::new(Router::new().hoop(auth()).get(admin)).allowed_media_types(types)
    };
    let response = send(&service(&["text/plain"]), "/", None).await;
    assert_eq!((code(&response), challenges(&response).len()), (415, 1));
    let response = send(&service(&["text/plain", "application/problem+json"]), "/", None).await;
    assert_eq!(code(&response), 401);
}

#[tokio::test]
async fn concealed_handler_equals_unknown_route() {
    #[require(role = "admin", conceal)]
    #[handler]
    fn secret() -> &'static str {
        "in"
    }
    let router = Router::new().push(Router::with_path("hidden").goal(secret));
    let service = Service::new(router).hoop(auth());
    for method in ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"] {
        let method: Method = method.parse().unwrap();
        for token in [None, Some("editor"), Some("nobody-knows")] {
            let hidden = send_by(&service, &method, "/hidden", token).await;
            let unknown = send_by(&service, &method, "/unknown", token).await;
            assert_eq!(
                (code(&hidden), hidden.headers()),
                (404, unknown.headers()),
                "{method} {token:?}"
            );
            assert_eq!(text(hidden).await, text(unknown).await, "{method} {token:?}");
        }
    }
    assert_eq!(status(&service, "/hidden", Some("admin")).await, 200);
}

#[tokio::test]
async fn maybe_identity_rejects_bad_credentials() {
    #[public("greets whoever comes")]
    #[handler]
    fn maybe(identity: MaybeIdentity) -> String {
        identity.0.map_or("nobody".to_owned(), |identity| identity.subject().to_owned())
    }
    let service = Service::new(Router::new().hoop(auth()).get(maybe));
    assert_eq!(text(send(&service, "/", None).await).await, "nobody");
    assert_eq!(text(send(&service, "/", Some("admin")).await).await, "admin");
    assert_eq!(status(&service, "/", Some("nobody-knows")).await, 401);
}

#[test]
fn rejection_that_hoop_swallows_is_error_in_log() {
    #[handler]
    async fn swallow(request: &mut Request, depot: &mut Depot) -> &'static str {
        if Identity::extract(request, depot).await.is_ok() { "somebody" } else { "nobody" }
    }
    let service = Service::new(Router::new().hoop(auth()).get(swallow));
    let (response, events) = logged(send(&service, "/", Some("nobody-knows")));
    assert_eq!(code(&response), 200);
    assert!(events.iter().any(|event| event.contains("a rejection was discarded")), "{events:?}");
}

#[test]
fn path_parameter_is_compared_as_the_handler_sees_it() {
    #[require(claim.tenant == path.name)]
    #[handler]
    fn compared(name: PathParam<String>) -> String {
        name.into_inner()
    }
    let router = Router::new()
        .hoop(auth())
        .push(Router::with_path("t/{name}").goal(compared))
        .push(Router::with_path("rest/{**name}").goal(compared))
        .push(Router::with_path("digits/{name|[0-9]+}").goal(compared))
        .push(Router::with_path("twice/{name}").push(Router::with_path("{name}").goal(compared)))
        .push(Router::with_path("alike/{name2}").push(Router::with_path("{name}").goal(compared)))
        .push(Router::with_path("dash/{name-2}/{name}").goal(compared))
        .push(Router::with_path("dot/{name.2|[0-9]+}/{name:num}").goal(compared))
        .push(Router::with_path("blank/{name 2}/{**name}").goal(compared))
        .push(
            Router::with_path("kinds/{name:num}")
                .push(Router::with_path("{name|[0-9]+}").goal(compared)),
        )
        .push(Router::with_path("tail/{name}").push(Router::with_path("{**name}").goal(compared)));
    let service = Service::new(router);
    // The tenant of `slash-tenant` is `a/b`, that of `plus-tenant` is `+7`, that of
    // `almost-finance` is `007`.
    let allowed = [
        ("/t/a%2Fb", "slash-tenant", "a/b"),
        ("/rest/a/b", "slash-tenant", "a/b"),
        ("/t/+7", "plus-tenant", "+7"),
        ("/t/%2B7", "plus-tenant", "+7"),
        ("/t/007", "almost-finance", "007"),
        ("/digits/007", "almost-finance", "007"),
        ("/alike/7/007", "almost-finance", "007"),
        ("/dash/7/007", "almost-finance", "007"),
        ("/dot/7/007", "almost-finance", "007"),
        ("/blank/7/007", "almost-finance", "007"),
    ];
    for (path, token, seen) in allowed {
        let (response, events) = logged(send(&service, path, Some(token)));
        assert_eq!(logged(text(response)).0, seen, "{path} {events:?}");
    }
    for (path, token) in [
        ("/t/7", "plus-tenant"),
        ("/t/7", "almost-finance"),
        ("/t/a%252Fb", "slash-tenant"),
        ("/twice/7/007", "almost-finance"),
        ("/twice/007/007", "almost-finance"),
        ("/kinds/7/007", "almost-finance"),
        ("/kinds/007/007", "almost-finance"),
        ("/tail/7/007", "almost-finance"),
        ("/tail/007/007", "almost-finance"),
    ] {
        let (response, _) = logged(send(&service, path, Some(token)));
        assert_eq!(code(&response), 403, "{path} {token}");
    }
    let (response, events) = logged(send(&service, "/t/%ff", Some("finance")));
    assert_eq!(code(&response), 403);
    // A client's mistake rings no alarm.
    assert!(events.len() == 1 && events[0].contains("INFO"), "{events:?}");
}

#[test]
fn endpoint_hides_its_guard_and_leaves_the_body() {
    /// Creates a note.
    #[require(role = "admin")]
    #[endpoint]
    async fn create(depot: &mut Depot, number: JsonBody<u64>) -> String {
        depot.get_typed::<Trace>().unwrap().reach_handler();
        number.into_inner().to_string()
    }
    for pace in [Pace::AtOnce, Pace::Later] {
        for (token, expected, polled) in
            [(None, 401, false), (Some("editor"), 403, false), (Some("admin"), 200, true)]
        {
            let trace = Trace::default();
            let router = Router::new()
                .hoop(affix_state::inject(trace.clone()))
                .hoop(Auth::new(book(pace)))
                .post(create);
            let mut request = request(&Method::POST, "/", token);
            request.headers_mut().insert("content-type", "application/json".parse().unwrap());
            let body = TracedBody::new("7", trace.clone()).map_err(|never| match never {});
            *request.body_mut() = ReqBody::Boxed { inner: Box::pin(body), fuse_config: None };
            let (response, _) =
                logged(Service::new(router).handle(Request::from_hyper(request, Scheme::HTTP)));
            assert_eq!(
                (code(&response), trace.body(), trace.handler()),
                (expected, polled, polled)
            );
        }
    }
    let document =
        OpenApi::new("api", "1").merge_router(&Router::with_path("numbers").post(create));
    let document = document.to_json().unwrap();
    assert!(
        document.contains("/numbers")
            && document.contains("Creates a note.")
            && !document.contains("Guard")
            && !document.contains("admin")
            && !document.contains("parameters"),
        "{document}"
    );
}

#[tokio::test]
async fn address_is_that_of_the_connection() {
    #[require(ip = "127.0.0.0/8")]
    #[handler]
    fn local() -> &'static str {
        "in"
    }
    let service = Service::new(Router::new().hoop(auth()).get(local));
    for (peer, expected) in
        [("127.0.0.1:4711", 200), ("[::ffff:127.0.0.1]:4711", 200), ("10.0.0.1:4711", 403)]
    {
        let mut request = Request::from_hyper(request(&Method::GET, "/", None), Scheme::HTTP);
        *request.remote_addr_mut() = peer.parse::<std::net::SocketAddr>().unwrap().into();
        assert_eq!(code(&service.handle(request).await), expected, "{peer}");
    }
    assert_eq!(status(&service, "/", None).await, 403);
}

/// A guard by hand, as the hoops of an application write it.
#[tokio::test]
async fn guard_is_extracted_by_hand_with_its_rejection() {
    #[handler]
    async fn by_hand(request: &mut Request, depot: &mut Depot) -> Result<&'static str, Rejection> {
        let _proof: Guard<Admins> = Guard::extract(request, depot).await?;
        Ok("in")
    }
    let service = Service::new(Router::new().hoop(auth()).get(by_hand));
    assert_eq!(status(&service, "/", None).await, 401);
    assert_eq!(status(&service, "/", Some("admin")).await, 200);
}

mod checks {
    //! Handlers with checks of their own, of every shape.

    use super::*;

    fn count(depot: &Depot) {
        depot.get_typed::<Runs>().unwrap().0.fetch_add(1, Ordering::SeqCst);
    }

    #[require(any(role = "admin", check(owner.0 == identity.subject())))]
    #[handler]
    pub(crate) fn plain(owner: PathParam<String>, depot: &mut Depot) -> &'static str {
        count(depot);
        "in"
    }

    #[require(any(role = "admin", check(owner.0 == identity.subject())))]
    #[handler]
    pub(crate) async fn opaque(owner: PathParam<String>, depot: &mut Depot) -> impl Writer + use<> {
        count(depot);
        "in"
    }

    #[require(any(role = "admin", check(owner.0 == identity.subject())))]
    #[handler]
    pub(crate) async fn fallible(
        owner: PathParam<String>,
        depot: &mut Depot,
    ) -> Result<String, StatusError> {
        count(depot);
        Ok(owner.0)
    }

    #[require(any(role = "admin", check(owner.0 == identity.subject())))]
    #[handler]
    pub(crate) fn nothing(owner: PathParam<String>, depot: &mut Depot) {
        count(depot);
    }

    #[require(any(role = "admin", check(is_owner(request, identity).await?)))]
    #[handler]
    pub(crate) async fn waiting(request: &mut Request, depot: &mut Depot, response: &mut Response) {
        count(depot);
        response.render("in");
    }

    #[require(any(role = "admin", check(owner.0 == identity.subject())))]
    #[endpoint]
    pub(crate) async fn as_an_endpoint(
        owner: PathParam<String>,
        depot: &mut Depot,
    ) -> Result<String, StatusError> {
        count(depot);
        Ok(owner.0)
    }

    async fn is_owner(request: &Request, identity: &Identity) -> std::io::Result<bool> {
        tokio::task::yield_now().await;
        match request.params().get("owner").map(String::as_str) {
            Some("nobody-can-tell") => Err(std::io::Error::other("the database is down")),
            owner => Ok(owner == Some(identity.subject())),
        }
    }
}

#[tokio::test]
async fn check_of_a_handler_runs_before_its_body() {
    let runs = Runs::default();
    let router = Router::new()
        .hoop(affix_state::inject(runs.clone()))
        .hoop(auth())
        .push(Router::with_path("plain/{owner}").get(checks::plain))
        .push(Router::with_path("opaque/{owner}").get(checks::opaque))
        .push(Router::with_path("fallible/{owner}").get(checks::fallible))
        .push(Router::with_path("nothing/{owner}").get(checks::nothing))
        .push(Router::with_path("waiting/{owner}").get(checks::waiting))
        .push(Router::with_path("endpoint/{owner}").get(checks::as_an_endpoint));
    let service = Service::new(router);
    let names = ["plain", "opaque", "fallible", "nothing", "waiting", "endpoint"];
    for (index, name) in names.into_iter().enumerate() {
        let path = format!("/{name}/editor");
        let refused = send(&service, &path, None).await;
        assert_eq!((code(&refused), challenges(&refused).len()), (401, 1), "{path}");
        let refused = send(&service, &path, Some("writer")).await;
        assert_eq!(code(&refused), 403, "{path}");
        assert_eq!(refused.headers()["content-type"], "application/problem+json", "{path}");
        assert_eq!(runs.so_far(), 2 * index, "{path}");
        assert_eq!(status(&service, &path, Some("editor")).await, 200, "{path}");
        assert_eq!(status(&service, &path, Some("admin")).await, 200, "{path}");
        assert_eq!(runs.so_far(), 2 * index + 2, "{path}");
    }
    let untold = send(&service, "/waiting/nobody-can-tell", Some("editor")).await;
    assert_eq!((code(&untold), runs.so_far()), (503, 12));
}
