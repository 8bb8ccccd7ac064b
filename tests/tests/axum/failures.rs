//! Failures: authenticators that hang, panic or fail, clients that disconnect, responses that are
//! reworded. None of them allows a request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use auth_core::auth::AuthError;
use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
use auth_core::policy::Facts;
use auth_core::rejection::UnavailableReason;
use auth_core::request::{CredentialSource, Credentials, ForwardedHeader, Scheme};
use auth_core::time::Timestamp;
use auth_core::{Auth, Guard, Identity, Rejection, policy, require};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use http::header::WWW_AUTHENTICATE;
use http_body_util::BodyExt as _;
use tests::callers::{CallerBook, Pace};
use tests::log::Log;
use tests::vectors::Table;
use tower::ServiceExt as _;

policy! {
    Admins = role = "admin";
    Writers = scope = "posts:write";
}

#[require(role = "admin")]
async fn admin() -> &'static str {
    "in"
}

fn book() -> CallerBook {
    CallerBook::new(&Table::load().callers(), Pace::AtOnce)
}

fn request(path: &str, token: &str) -> Request {
    Request::get(path)
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap()
}

async fn send(router: &Router, path: &str, token: &str) -> Response {
    router.clone().oneshot(request(path, token)).await.unwrap()
}

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

/// Misbehaves for every token but `admin`.
#[derive(Debug)]
struct Fragile {
    dropped: Arc<AtomicBool>,
}

/// Tells when the future that holds it is dropped.
struct OnDrop(Arc<AtomicBool>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Authenticator for Fragile {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        let on_drop = OnDrop(Arc::clone(&self.dropped));
        match credentials.token() {
            "panics-at-once" => panic!("authenticator panics"),
            "panics-later" => MaybeReady::pending(async {
                tokio::task::yield_now().await;
                panic!("authenticator panics")
            }),
            "hangs" => MaybeReady::pending(async move {
                let _on_drop = on_drop;
                std::future::pending().await
            }),
            token => MaybeReady::ready(book().look_up(token)),
        }
    }
}

fn fragile() -> (Router, Arc<AtomicBool>) {
    let dropped = Arc::new(AtomicBool::new(false));
    let auth = Auth::new(Fragile { dropped: Arc::clone(&dropped) });
    (Router::new().route("/", get(admin)).layer(auth), dropped)
}

#[tokio::test(start_paused = true)]
async fn s39_hanging_authenticator_is_503() {
    let (router, dropped) = fragile();
    let started = tokio::time::Instant::now();
    let response = send(&router, "/", "hangs").await;
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()["retry-after"], "1");
    assert_eq!(started.elapsed(), Duration::from_secs(5));
    assert!(dropped.load(Ordering::SeqCst), "the authenticator goes on after the deadline");
    let Some(Rejection::Unavailable(unavailable)) = response.extensions().get() else {
        panic!("no rejection")
    };
    assert!(matches!(unavailable.reason(), UnavailableReason::DeadlineExceeded(_)));
    assert_eq!(send(&router, "/", "admin").await.status(), 200);
}

#[tokio::test]
async fn s39_panic_of_an_authenticator_allows_no_request() {
    let (router, _) = fragile();
    for token in ["panics-at-once", "panics-later"] {
        let router = router.clone();
        let outcome = tokio::spawn(async move { send(&router, "/", token).await.status() }).await;
        assert!(outcome.unwrap_err().is_panic(), "{token}");
    }
    assert_eq!(send(&router, "/", "admin").await.status(), 200);
    assert_eq!(send(&router, "/", "editor").await.status(), 403);
}

#[tokio::test(start_paused = true)]
async fn client_that_goes_away_cancels_the_authentication() {
    let (router, dropped) = fragile();
    let gone = tokio::time::timeout(Duration::from_secs(1), send(&router, "/", "hangs")).await;
    assert!(gone.is_err() && dropped.load(Ordering::SeqCst));
    assert_eq!(send(&router, "/", "admin").await.status(), 200);
}

#[test]
fn second_poll_of_a_ready_result_stays_pending() {
    let mut authenticating =
        MaybeReady::ready(Ok::<_, AuthenticationError>(book().look_up("admin").unwrap()));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut poll = || std::pin::Pin::new(&mut authenticating).poll(&mut context);
    assert!(matches!(poll(), std::task::Poll::Ready(Ok(_))));
    assert!(poll().is_pending());
}

#[tokio::test]
async fn reworded_rejections_keep_status_and_challenge() {
    let auth = Auth::builder()
        .authenticator(book())
        .on_rejection(|context| {
            let status = context.rejection().status();
            let mut answer = context.into_response();
            // As wrong as it can be: a success, cacheable, without a challenge, and with a length
            // of its own.
            *answer.status_mut() = StatusCode::OK;
            let headers = answer.headers_mut();
            headers.clear();
            headers.insert("cache-control", "public, max-age=600".parse().unwrap());
            headers.insert("content-length", "1".parse().unwrap());
            headers.insert("www-authenticate", "None".parse().unwrap());
            headers.insert("x-reason", status.as_str().parse().unwrap());
            answer.extensions_mut().clear();
            answer.map(|_| "reworded".to_owned())
        })
        .build()
        .unwrap();
    let router: Router = Router::new().route("/", get(admin)).layer(auth);
    for (token, status, challenges) in [("forged", 401, 1), ("editor", 403, 0), ("outage", 503, 0)]
    {
        let response = send(&router, "/", token).await;
        assert_eq!(response.status(), status, "{token}");
        assert_eq!(response.headers()["cache-control"], "no-store", "{token}");
        assert_eq!(response.headers()["x-reason"].to_str().unwrap(), status.to_string(), "{token}");
        let challenge = response.headers().get_all(WWW_AUTHENTICATE).iter().collect::<Vec<_>>();
        assert_eq!(challenge.len(), challenges, "{token}");
        assert!(
            challenge.iter().all(|value| value.to_str().unwrap().starts_with("Bearer realm=")),
            "{token}"
        );
        assert_eq!(response.headers().contains_key("retry-after"), status == 503);
        assert_eq!(text(response).await, "reworded", "{token}");
    }
    assert_eq!(text(send(&router, "/", "admin").await).await, "in");
}

#[test]
fn rejection_in_a_handler_is_reworded_logged_once() {
    fn service(identity: &Identity) -> Result<&'static str, Rejection> {
        identity.check::<Writers>()?;
        Ok("written")
    }
    async fn handler(identity: Identity) -> Result<&'static str, Rejection> {
        service(&identity)
    }
    let auth = Auth::builder().authenticator(book().of(
        Scheme::BEARER,
        "posts",
        CredentialSource::Authorization,
    ));
    let auth = auth.on_rejection(|context| context.into_response().map(|_| "reworded".to_owned()));
    let auth = auth.build().unwrap();
    let router: Router = Router::new().route("/", get(handler)).layer(auth);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let log = Log::default();
    let response = log.collect(|| runtime.block_on(send(&router, "/", "reader")));
    assert_eq!(response.status(), 403);
    let challenge = response.headers()[WWW_AUTHENTICATE].to_str().unwrap().to_owned();
    assert!(
        challenge.starts_with(r#"Bearer realm="posts", error="insufficient_scope""#),
        "{challenge}"
    );
    assert!(challenge.ends_with(r#"scope="posts:write""#), "{challenge}");
    assert_eq!(runtime.block_on(text(response)), "reworded");
    assert_eq!(log.events().len(), 1, "{:?}", log.events());
    assert!(log.events()[0].contains("subject=\"reader\""), "{:?}", log.events());
    assert_eq!(runtime.block_on(send(&router, "/", "writer")).status(), 200);
}

#[test]
fn rejection_inside_two_auths_is_logged_once() {
    async fn check(identity: Identity) -> Result<(), Rejection> {
        identity.check::<Writers>().map(|_| ())
    }
    let inner = Router::new().route("/guard", get(admin)).route("/check", get(check));
    let inner = inner.layer(Auth::new(book()));
    let router: Router = Router::new().nest("/inner", inner).layer(Auth::new(book()));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for path in ["/inner/guard", "/inner/check"] {
        let log = Log::default();
        assert_eq!(log.collect(|| runtime.block_on(send(&router, path, "reader"))).status(), 403);
        assert_eq!(log.events().len(), 1, "{:?}", log.events());
    }
}

#[test]
fn s38_no_part_of_a_token_is_logged() {
    let router: Router = Router::new().route("/", get(admin)).layer(Auth::new(book()));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let log = Log::default();
    for token in
        ["s3cr3t-t0k3n", "s3cr3t t0k3n", "\"s3cr3t-t0k3n\"", "s3cr3t-t0k3n, Bearer s3cr3t-t0k3n"]
    {
        let response = log.collect(|| runtime.block_on(send(&router, "/", token)));
        assert_eq!(response.status(), 401);
        let answer = format!("{response:?}") + &runtime.block_on(text(response));
        assert!(!answer.contains("s3cr3t") && !answer.contains("t0k3n"), "{answer}");
    }
    assert_eq!(log.events().len(), 4);
    assert!(!log.text().contains("s3cr3t") && !log.text().contains("t0k3n"), "{}", log.text());
}

#[test]
fn line_break_in_a_subject_starts_no_line_of_the_log() {
    #[derive(Debug)]
    struct Injecting;
    impl Authenticator for Injecting {
        fn scheme(&self) -> Scheme {
            Scheme::BEARER
        }
        fn authenticate<'a>(
            &'a self,
            _: &'a Credentials,
            _: Timestamp,
        ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
            MaybeReady::ready(
                Identity::builder("issuer", "alice\n INFO auth_core: request allowed")
                    .build()
                    .map_err(AuthenticationError::invalid),
            )
        }
    }
    let router: Router = Router::new().route("/{*path}", get(admin)).layer(Auth::new(Injecting));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let log = Log::default();
    log.collect(|| runtime.block_on(send(&router, "/%0a%20INFO", "any")));
    let text = log.text();
    assert_eq!(text.lines().filter(|line| line.contains("INFO")).count(), 1, "{text}");
    assert!(
        !text.lines().any(|line| line.starts_with(" INFO auth_core: request allowed")),
        "{text}"
    );
}

#[test]
fn s3_every_401_carries_a_challenge() {
    let rejection = Facts::anonymous().check::<Admins>().unwrap_err();
    assert_eq!(rejection.status(), 401);
    assert!(rejection.into_response::<String>().headers().contains_key(WWW_AUTHENTICATE));
}

#[test]
fn concealed_rejection_equals_unknown_route() {
    let rejection = Facts::anonymous().check::<Admins>().unwrap_err().conceal();
    assert!(matches!(rejection, Rejection::Concealed(_)));
    let response = rejection.into_response::<String>();
    assert_eq!(response.status(), 404);
    assert!(response.headers().is_empty(), "{:?}", response.headers());
}

#[test]
fn auth_that_cannot_work_is_not_built() {
    let error = |builder: auth_core::auth::AuthBuilder| builder.build().unwrap_err();
    assert_eq!(error(Auth::builder()), AuthError::NoAuthenticator);
    let twice = Auth::builder().authenticator(book()).authenticator(book());
    assert_eq!(error(twice), AuthError::SameScheme(Scheme::BEARER));
    for deadline in [Duration::ZERO, Duration::from_secs(301)] {
        let builder = Auth::builder().authenticator(book()).deadline(deadline);
        assert_eq!(error(builder), AuthError::Deadline(deadline));
    }
    let key = CredentialSource::Header(http::HeaderName::from_static("x-api-key"));
    let first = book().of(Scheme::BASIC, "a", key.clone());
    let second = book().of(Scheme::BEARER, "b", key);
    let builder = Auth::builder().authenticator(first).authenticator(second);
    assert!(matches!(error(builder), AuthError::SameField(_)));
    let proxies =
        Auth::builder().authenticator(book()).trusted_proxies(ForwardedHeader::Forwarded, []);
    assert_eq!(error(proxies), AuthError::NoProxy);
    let nobody = Auth::builder().authenticator(book()).user_issuer("");
    assert_eq!(error(nobody), AuthError::UserIssuer);
    let foreign = book().of(Scheme::BASIC, "a", CredentialSource::Authorization);
    let several =
        Auth::builder().authenticator(foreign).authenticator(Fragile { dropped: Arc::default() });
    assert_eq!(error(several), AuthError::UserIssuer);
}

#[tokio::test]
async fn clock_is_the_applications() {
    #[derive(Debug)]
    struct Until(i64);
    impl Authenticator for Until {
        fn scheme(&self) -> Scheme {
            Scheme::BEARER
        }
        fn authenticate<'a>(
            &'a self,
            credentials: &'a Credentials,
            now: Timestamp,
        ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
            let over = now >= Timestamp::from_secs(self.0);
            MaybeReady::ready(if over {
                Err(AuthenticationError::Expired)
            } else {
                book().look_up(credentials.token())
            })
        }
    }
    for (now, expected) in [(99, 200), (100, 401)] {
        let auth = Auth::builder()
            .authenticator(Until(100))
            .clock(move || Timestamp::from_secs(now))
            .build();
        let router: Router = Router::new().route("/", get(admin)).layer(auth.unwrap());
        assert_eq!(send(&router, "/", "admin").await.status(), expected, "{now}");
    }
}

#[tokio::test]
async fn authorization_as_own_header_needs_its_scheme() {
    let auth = Auth::new(book().of(
        Scheme::BEARER,
        "api",
        CredentialSource::Header(http::header::AUTHORIZATION),
    ));
    let router: Router = Router::new().route("/", get(admin)).layer(auth);
    let raw = Request::get("/").header("authorization", "admin").body(Body::empty()).unwrap();
    assert_eq!(router.clone().oneshot(raw).await.unwrap().status(), 401);
    assert_eq!(send(&router, "/", "admin").await.status(), 200);
}

#[test]
fn probe_leaves_the_next_rejection_in_the_log() {
    async fn probing(probe: Result<Guard<Admins>, Rejection>, _: Guard<Writers>) -> &'static str {
        if probe.is_ok() { "admin" } else { "writer" }
    }
    let router: Router = Router::new().route("/", get(probing)).layer(Auth::new(book()));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let log = Log::default();
    assert_eq!(log.collect(|| runtime.block_on(send(&router, "/", "reader"))).status(), 403);
    assert!(log.events().iter().any(|event| event.contains("Writers")), "{:?}", log.events());
}

#[tokio::test]
async fn s9_response_allowed_by_address_is_private() {
    #[require(ip = "10.0.0.0/8")]
    async fn intranet() {}
    let router: Router = Router::new().route("/", get(intranet)).layer(Auth::new(book()));
    let peer = axum::extract::ConnectInfo(std::net::SocketAddr::from(([10, 0, 0, 1], 4711)));
    let request = Request::get("/").extension(peer).body(Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["cache-control"]),
        (200, &"private".parse().unwrap())
    );
}

#[test]
fn first_request_to_a_report_only_handler_warns() {
    #[require(scope = "never:granted", report_only)]
    async fn observed_once() {}
    let router: Router = Router::new().route("/", get(observed_once)).layer(Auth::new(book()));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let log = Log::default();
    for _ in 0..3 {
        assert_eq!(log.collect(|| runtime.block_on(send(&router, "/", "reader"))).status(), 200);
    }
    let warnings = log
        .events()
        .iter()
        .filter(|event| event.contains("WARN") && event.contains("not enforced"))
        .count();
    let reports = log.events().iter().filter(|event| event.contains("enforced=false")).count();
    assert_eq!((warnings, reports), (1, 3), "{:?}", log.events());
}
