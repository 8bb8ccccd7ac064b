//! Guards among the parts of axum: routers, layers, fallbacks, upgrades, several `Auth`s.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use auth_core::adapters::axum::require as require_layer;
use auth_core::{Auth, Guard, Identity, MaybeIdentity, Rejection, policy, require};
use axum::body::Body;
use axum::extract::{FromRequestParts, Request, State, WebSocketUpgrade};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{any, get, post};
use axum::{Json, Router, debug_handler};
use http::header::WWW_AUTHENTICATE;
use http::{HeaderMap, Method};
use http_body_util::BodyExt as _;
use tests::body::TracedBody;
use tests::callers::{CallerBook, Pace};
use tests::trace::Trace;
use tests::vectors::Table;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tower::ServiceExt as _;

policy! {
    Admins = role = "admin";
    Staff = group = "staff";
}

fn book(pace: Pace) -> CallerBook {
    CallerBook::new(&Table::load().callers(), pace)
}

fn auth() -> Auth {
    Auth::new(book(Pace::AtOnce))
}

async fn send(router: &Router, path: &str, token: Option<&str>) -> Response {
    let mut request = Request::builder().uri(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn status(router: &Router, path: &str, token: Option<&str>) -> u16 {
    send(router, path, token).await.status().as_u16()
}

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

#[require(role = "admin")]
async fn admin() -> &'static str {
    "admin"
}

#[require(authenticated)]
async fn whoami(identity: Identity) -> String {
    format!("{} {}", identity.issuer(), identity.subject())
}

#[tokio::test]
async fn nested_and_fallback_routes_keep_their_guards() {
    let nested = Router::new().route("/inner", get(admin)).fallback(admin);
    let merged = Router::new().route("/merged", get(admin));
    let router = Router::new().nest("/nested", nested).merge(merged).fallback(admin).layer(auth());
    for path in [
        "/nested/inner",
        "/nested/unknown",
        "/merged",
        "/unknown",
        "/merged/",
        "//merged",
        "/%6derged",
    ] {
        assert_eq!(status(&router, path, None).await, 401, "{path}");
        assert_eq!(status(&router, path, Some("editor")).await, 403, "{path}");
        assert_eq!(status(&router, path, Some("admin")).await, 200, "{path}");
    }
}

#[tokio::test]
async fn route_added_after_the_layer_rejects_requests() {
    let router =
        Router::new().route("/inside", get(admin)).layer(auth()).route("/outside", get(admin));
    assert_eq!(status(&router, "/inside", Some("admin")).await, 200);
    assert_eq!(status(&router, "/outside", Some("admin")).await, 500);
    assert_eq!(status(&router, "/outside", None).await, 500);
}

#[tokio::test]
async fn one_line_guards_a_group_of_routes() {
    let group = Router::new()
        .route("/reports", get(|| async { "reports" }))
        .route("/exports", get(|| async { "exports" }))
        .route_layer(require_layer::<Staff>());
    let router = Router::new().merge(group).route("/open", get(|| async { "open" })).layer(auth());
    for path in ["/reports", "/exports"] {
        let refused = send(&router, path, None).await;
        assert_eq!(refused.headers()[WWW_AUTHENTICATE], r#"Bearer realm="api""#);
        assert_eq!(status(&router, path, Some("admin")).await, 403);
        assert_eq!(status(&router, path, Some("staff")).await, 200);
    }
    assert_eq!(status(&router, "/open", None).await, 200);
    assert_eq!(status(&router, "/unknown", None).await, 404);
}

#[tokio::test]
async fn guarded_group_outside_of_every_auth_rejects() {
    let router: Router =
        Router::new().route("/", get(|| async { "in" })).route_layer(require_layer::<Staff>());
    assert_eq!(status(&router, "/", Some("staff")).await, 500);
}

#[tokio::test]
async fn guarded_group_leaves_rejected_bodies_unread() {
    for pace in [Pace::AtOnce, Pace::Later] {
        let router: Router = Router::new()
            .route("/", post(|_: String| async { "in" }))
            .route_layer(require_layer::<Staff>())
            .layer(Auth::new(book(pace)));
        for (token, expected, polled) in [("admin", 403, false), ("staff", 200, true)] {
            let trace = Trace::default();
            let request = Request::post("/")
                .header("authorization", format!("Bearer {token}"))
                .body(Body::new(TracedBody::new("text", trace.clone())));
            let response = router.clone().oneshot(request.unwrap()).await.unwrap();
            assert_eq!((response.status().as_u16(), trace.body()), (expected, polled));
        }
    }
}

/// A middleware that reads the caller, as an access log does.
async fn log_caller(
    MaybeIdentity(identity): MaybeIdentity,
    mut request: Request,
    next: Next,
) -> Response {
    let name = identity.map_or("nobody".to_owned(), |identity| identity.subject().to_owned());
    // It also tampers with the credentials, as a careless proxy does.
    request.headers_mut().insert("authorization", "Bearer admin".parse().unwrap());
    let mut response = next.run(request).await;
    response.headers_mut().insert("x-caller", name.parse().unwrap());
    response
}

#[tokio::test]
async fn two_auths_decide_each_for_itself() {
    // The inner one has other callers: `root` is unknown outside, and `editor` is unknown inside.
    let mut callers = std::collections::BTreeMap::new();
    callers.insert("admin".to_owned(), tests::callers::Caller::default());
    let inner_auth = Auth::new(CallerBook::new(&Arc::new(callers), Pace::Later));
    let inner =
        Router::new().route("/admin", get(admin)).route("/whoami", get(whoami)).layer(inner_auth);
    let router = Router::new()
        .route("/admin", get(admin))
        .nest("/inner", inner)
        .layer(middleware::from_fn(log_caller))
        .layer(auth());

    // Outside, the received credentials count, not those of the middleware.
    let outside = send(&router, "/admin", Some("editor")).await;
    assert_eq!(
        (outside.status().as_u16(), &outside.headers()["x-caller"]),
        (403, &"editor".parse().unwrap())
    );
    // Inside, the credentials of the middleware count, as the inner `Auth` reads them.
    let inside = send(&router, "/inner/admin", Some("editor")).await;
    assert_eq!(
        (inside.status().as_u16(), &inside.headers()["x-caller"]),
        (403, &"editor".parse().unwrap())
    );
    assert_eq!(status(&router, "/inner/whoami", Some("editor")).await, 200);
    // The middleware itself stands in the outer one: credentials that are bad there go no further.
    assert_eq!(status(&router, "/inner/whoami", Some("forged")).await, 401);
}

#[tokio::test]
async fn request_is_authenticated_at_most_once() {
    #[require(role = "admin")]
    #[require(authenticated)]
    async fn handler(_proof: Guard<Admins>, _identity: Identity, MaybeIdentity(_): MaybeIdentity) {}
    for pace in [Pace::AtOnce, Pace::Later] {
        let book = book(pace);
        let router = Router::new()
            .route("/guarded", get(handler).layer(require_layer::<Admins>()))
            .route("/open", get(|| async {}))
            .layer(Auth::new(book.clone()));
        assert_eq!(status(&router, "/guarded", Some("admin")).await, 200);
        assert_eq!(book.asked(), 1);
        assert_eq!(status(&router, "/open", Some("admin")).await, 200);
        assert_eq!(status(&router, "/unknown", Some("admin")).await, 404);
        assert_eq!(status(&router, "/guarded", None).await, 401);
        assert_eq!(book.asked(), 1);
    }
}

#[tokio::test]
async fn two_extractors_at_once_ask_the_authenticator_once() {
    async fn both(mut request: Request) -> String {
        let (mut parts, _) = std::mem::take(&mut request).into_parts();
        let mut copy = Request::new(()).into_parts().0;
        copy.extensions = parts.extensions.clone();
        let first = Identity::from_request_parts(&mut parts, &());
        let second = Identity::from_request_parts(&mut copy, &());
        let (first, second) = tokio::join!(first, second);
        format!("{} {}", first.unwrap().subject(), second.unwrap().subject())
    }
    let book = book(Pace::Later);
    let router = Router::new().route("/", get(both)).layer(Auth::new(book.clone()));
    assert_eq!(text(send(&router, "/", Some("admin")).await).await, "admin admin");
    assert_eq!(book.asked(), 1);
}

#[tokio::test]
async fn maybe_identity_is_none_without_credentials() {
    async fn front(MaybeIdentity(identity): MaybeIdentity) -> String {
        identity.map_or("nobody".to_owned(), |identity| identity.subject().to_owned())
    }
    let router = Router::new().route("/", get(front)).layer(auth());
    assert_eq!(text(send(&router, "/", None).await).await, "nobody");
    assert_eq!(text(send(&router, "/", Some("editor")).await).await, "editor");
    for bad in ["expired", "forged", "two words"] {
        assert_eq!(status(&router, "/", Some(bad)).await, 401, "{bad}");
    }
    assert_eq!(status(&router, "/", Some("outage")).await, 503);
}

#[tokio::test]
async fn identity_demands_a_caller() {
    let handler = |identity: Identity| async move { identity.subject().to_owned() };
    let router = Router::new().route("/", get(handler)).layer(auth());
    assert_eq!(status(&router, "/", None).await, 401);
    assert_eq!(text(send(&router, "/", Some("reader")).await).await, "reader");
    let outside =
        Router::new().route("/", get(handler)).route("/maybe", get(|_: MaybeIdentity| async {}));
    assert_eq!(status(&outside, "/", Some("reader")).await, 500);
    assert_eq!(status(&outside, "/maybe", None).await, 500);
}

#[derive(Clone)]
struct Count(Arc<AtomicUsize>);

#[require(role = "admin")]
#[debug_handler]
async fn with_state(
    State(Count(count)): State<Count>,
    Json(body): Json<serde_json::Value>,
) -> String {
    count.fetch_add(1, Ordering::SeqCst);
    body.to_string()
}

#[require(authenticated)]
async fn generic<T>() -> String
where
    T: Default + std::fmt::Display + Send + 'static,
{
    T::default().to_string()
}

#[tokio::test]
async fn state_generics_and_debug_handler_keep_the_guard() {
    let count = Count(Arc::default());
    let router: Router = Router::new()
        .route("/state", post(with_state))
        .route("/generic", get(generic::<u8>))
        .with_state(count.clone())
        .layer(auth());
    let post = |token: &str, body: &'static str| {
        let request = Request::post("/state").header("content-type", "application/json");
        let request =
            request.header("authorization", format!("Bearer {token}")).body(Body::from(body));
        router.clone().oneshot(request.unwrap())
    };
    assert_eq!(post("editor", "[1]").await.unwrap().status(), 403);
    assert_eq!(post("editor", "no json").await.unwrap().status(), 403);
    assert_eq!(count.0.load(Ordering::SeqCst), 0);
    assert_eq!(post("admin", "no json").await.unwrap().status(), 400);
    assert_eq!(post("admin", "[1]").await.unwrap().status(), 200);
    assert_eq!(count.0.load(Ordering::SeqCst), 1);
    assert_eq!(status(&router, "/generic", None).await, 401);
    assert_eq!(status(&router, "/generic", Some("nobody-special")).await, 200);
}

#[tokio::test]
async fn every_method_is_guarded_and_head_and_options_too() {
    let router: Router =
        Router::new().route("/any", any(admin)).route("/get", get(admin)).layer(auth());
    for method in ["GET", "HEAD", "POST", "OPTIONS", "DELETE", "TRACE", "CONNECT", "BREW"] {
        let request =
            Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri("/any");
        let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), 401, "{method}");
    }
    let head = Request::head("/get").body(Body::empty()).unwrap();
    assert_eq!(router.clone().oneshot(head).await.unwrap().status(), 401);
}

#[require(role = "admin")]
async fn socket(upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(|_socket| async {})
}

#[tokio::test]
async fn web_socket_is_upgraded_only_behind_the_guard() {
    let router: Router = Router::new().route("/socket", any(socket)).layer(auth());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    for (token, expected) in
        [("editor", "HTTP/1.1 403"), ("forged", "HTTP/1.1 401"), ("admin", "HTTP/1.1 101")]
    {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let handshake = format!(
            "GET /socket HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGVzdCBkYXRhIG9ubHkhIQ==\r\n\
             authorization: Bearer {token}\r\n\r\n"
        );
        stream.write_all(handshake.as_bytes()).await.unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(std::str::from_utf8(&answer).unwrap(), expected, "{token}");
    }
}

#[tokio::test]
async fn layer_outside_sees_the_typed_rejection() {
    let seen = Count(Arc::default());
    let counter = seen.clone();
    let count = move |request: Request, next: Next| {
        let counter = counter.clone();
        async move {
            let response = next.run(request).await;
            if let Some(Rejection::Forbidden(_)) = response.extensions().get() {
                counter.0.fetch_add(1, Ordering::SeqCst);
            }
            response
        }
    };
    let router: Router =
        Router::new().route("/", get(admin)).layer(auth()).layer(middleware::from_fn(count));
    for (token, expected) in [("admin", 0), ("editor", 1), ("forged", 1), ("editor", 2)] {
        status(&router, "/", Some(token)).await;
        assert_eq!(seen.0.load(Ordering::SeqCst), expected, "{token}");
    }
}

#[tokio::test]
async fn s9_caching_headers_of_handlers_stay() {
    use auth_core::request::{CredentialSource, Scheme};
    let key = CredentialSource::Header(http::HeaderName::from_static("x-api-key"));
    let keys = book(Pace::AtOnce).of(Scheme::new("ApiKey").unwrap(), "keys", key);
    #[require(authenticated)]
    async fn plain() {}
    #[require(authenticated)]
    async fn caching() -> ([(&'static str, &'static str); 2], &'static str) {
        ([("cache-control", "public, max-age=60"), ("vary", "accept")], "ok")
    }
    let router: Router = Router::new()
        .route("/own", get(caching))
        .route("/plain", get(plain))
        .layer(Auth::new(keys));
    let fetch = |path: &str| {
        let request = Request::get(path).header("x-api-key", "admin").body(Body::empty()).unwrap();
        router.clone().oneshot(request)
    };
    let field = |headers: &HeaderMap, name: &str| headers[name].to_str().unwrap().to_owned();
    let own = fetch("/own").await.unwrap();
    assert_eq!(field(own.headers(), "cache-control"), "public, max-age=60");
    assert_eq!(field(own.headers(), "vary"), "accept");
    let plain = fetch("/plain").await.unwrap();
    assert_eq!(field(plain.headers(), "cache-control"), "private");
    assert_eq!(field(plain.headers(), "vary"), "x-api-key");
}
