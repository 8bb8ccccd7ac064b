//! Events of the log: one line a request, one alarm a cause.

use auth_core::request::{CredentialSource, Scheme};
use auth_core::time::Timestamp;
use auth_core::{Auth, Guard, Identity, MaybeIdentity, Rejection, Role, policy, require};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use http::StatusCode;
use tests::callers::{CallerBook, Pace};
use tests::drivers::axum::Axum;
use tests::log::Log;
use tests::vectors::Table;
use tower::ServiceExt as _;

policy! {
    Admins = role = "admin";
    Writers = scope = "posts:write";
}

#[require(any(role = "admin", path.user == subject))]
async fn own() {}

#[require(role = "admin")]
async fn admin() {}

#[require(acr = "mfa")]
async fn strong() {}

#[require(ip = "10.0.0.0/8")]
async fn intranet() {}

#[require(role = "admin", report_only)]
async fn reported() {}

#[require(any(role = "admin", check(identity.subject() == "walt")))]
async fn checked() {}

#[derive(Clone, Copy, Role)]
#[role(rename_all = "UPPERCASE")]
enum Level {
    Chief,
}

#[require(role = Level::Chief)]
async fn typed() {}

#[require(role = "admin")]
#[require(scope = "posts:write")]
async fn stacked(_: MaybeIdentity) {}

async fn probing(probe: Result<Guard<Admins>, Rejection>, _: Guard<Writers>) -> &'static str {
    if probe.is_ok() { "admin" } else { "writer" }
}

/// An error that forgets the rejection that it was made of.
async fn forgetful(identity: Identity) -> Result<(), StatusCode> {
    identity.check::<Admins>().map(drop).map_err(|_| StatusCode::CONFLICT)
}

async fn asking(identity: Identity) -> String {
    identity.allows::<Admins>().to_string()
}

async fn peeking(_: MaybeIdentity, request: Request, next: Next) -> Response {
    next.run(request).await
}

async fn redirecting(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() == 401 { Redirect::to("/login").into_response() } else { response }
}

fn router() -> Router {
    let book = CallerBook::new(&Table::load().callers(), Pace::AtOnce);
    let auth = Auth::builder().authenticator(book).clock(|| Timestamp::from_secs(1_000_000));
    Router::new()
        .route("/own/{user}", get(own))
        .route("/misspelt/{usr}", get(own))
        .route("/admin", get(admin))
        .route("/strong", get(strong))
        .route("/intranet", get(intranet))
        .route("/reported", get(reported))
        .route("/checked", get(checked))
        .route("/typed", get(typed))
        .route("/stacked", get(stacked))
        .route("/probing", get(probing))
        .route("/forgetful", get(forgetful))
        .route("/asking", get(asking))
        .route("/peeking", get(stacked).layer(from_fn(peeking)))
        .route("/redirected", get(admin).layer(from_fn(redirecting)))
        .layer(auth.build().unwrap())
}

fn send(router: &Router, path: &str, token: &str) -> (Response, Vec<String>) {
    let mut request = Request::get(path);
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request.body(Body::empty()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let log = Log::default();
    let response = log.collect(|| runtime.block_on(router.clone().oneshot(request))).unwrap();
    (response, log.events())
}

fn of<'e>(events: &'e [String], level: &str) -> Vec<&'e str> {
    events.iter().map(|event| event.trim_start()).filter(|event| event.starts_with(level)).collect()
}

#[test]
fn hostile_requests_on_axum_write_one_line_each() {
    tests::flood::run(&Axum);
}

#[test]
fn request_with_several_guards_writes_one_line() {
    let router = router();
    for path in ["/stacked", "/peeking", "/probing", "/own/%ff", "/own/x", "/checked", "/reported"]
    {
        for token in ["", "forged", "reader", "outage"] {
            let (_, events) = send(&router, path, token);
            assert_eq!(of(&events, "INFO").len(), 1, "{path} {token} {events:#?}");
        }
    }
    let (_, events) = send(&router, "/probing", "reader");
    assert!(
        of(&events, "INFO")[0].contains("log::Writers"),
        "the line is not the response's: {events:#?}"
    );
}

#[test]
fn path_that_is_not_utf8_on_axum_is_no_error() {
    tests::flood::send_a_broken_path(&Axum);
}

#[test]
fn alarm_of_each_cause_is_logged_once() {
    let router = router();
    for (path, token, level, text) in [
        ("/misspelt/x", "reader", "ERROR", "is not in the route"),
        ("/strong", "reader", "ERROR", "the token lacks a claim"),
        ("/intranet", "", "ERROR", "no peer address is known"),
        ("/admin", "outage", "WARN", "requests are rejected with 503"),
    ] {
        let alarms = [0, 1, 2].map(|_| {
            let (_, events) = send(&router, path, token);
            assert_eq!(of(&events, "INFO").len(), 1, "{events:#?}");
            of(&events, level).iter().filter(|event| event.contains(text)).count()
        });
        assert_eq!(alarms, [1, 0, 0], "{path}");
    }
}

#[test]
fn route_outside_of_every_auth_is_an_error_once() {
    #[require(role = "admin")]
    async fn outside() {}
    let router = Router::new().route("/outside", get(outside));
    let errors = [0, 1, 2].map(|_| {
        let (response, events) = send(&router, "/outside", "admin");
        assert_eq!((response.status().as_u16(), of(&events, "INFO").len()), (500, 0));
        of(&events, "ERROR").len()
    });
    assert_eq!(errors, [1, 0, 0]);
}

#[test]
fn report_only_rule_logs_the_would_be_rejection() {
    let (response, events) = send(&router(), "/reported", "reader");
    assert_eq!(response.status(), StatusCode::OK);
    let line = of(&events, "INFO")[0];
    assert!(
        line.contains("request would be rejected") && line.contains("enforced=false"),
        "{line}"
    );
    assert!(!events.concat().contains("request rejected"), "{events:#?}");
}

#[test]
fn unmet_of_a_failed_check_names_the_check() {
    let (_, events) = send(&router(), "/checked", "reader");
    let line = of(&events, "INFO")[0].replace("\\\"", "\"");
    assert!(line.contains(r#"unmet="check(identity.subject() == "walt")""#), "{line}");
}

#[test]
fn unmet_of_a_typed_role_names_the_role() {
    let (_, events) = send(&router(), "/typed", "reader");
    let line = of(&events, "INFO")[0].replace("\\\"", "\"");
    assert!(line.contains(r#"unmet="role = "CHIEF"""#), "{line}");
}

#[test]
fn forgotten_rejection_of_check_is_logged_once() {
    let router = router();
    let (response, events) = send(&router, "/forgetful", "reader");
    assert_eq!(response.status(), StatusCode::CONFLICT);
    assert_eq!(events.len(), 1, "{events:#?}");
    for part in [
        "request rejected",
        "code=\"forbidden\"",
        "policy=\"axum::log::Admins\"",
        "subject=\"reader\"",
    ] {
        assert!(events[0].contains(part), "{part} in {events:?}");
    }
    let (_, events) = send(&router, "/asking", "reader");
    assert!(events.is_empty(), "{events:#?}");
}

#[test]
fn rejection_that_becomes_a_redirect_is_no_error() {
    let (response, events) = send(&router(), "/redirected", "");
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!((of(&events, "ERROR"), of(&events, "INFO").len()), (vec![], 1), "{events:#?}");
}

#[test]
fn request_that_ends_without_a_response_has_its_line() {
    async fn panics(_probe: Result<Guard<Admins>, Rejection>) -> &'static str {
        panic!("a handler panics")
    }
    let book = CallerBook::new(&Table::load().callers(), Pace::AtOnce).of(
        Scheme::BEARER,
        "x",
        CredentialSource::Authorization,
    );
    let router = Router::new().route("/", get(panics)).layer(Auth::new(book));
    let log = Log::default();
    let panicked = log.collect(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let request = Request::get("/").body(Body::empty()).unwrap();
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            runtime.block_on(router.oneshot(request))
        }))
    });
    assert!(panicked.is_err());
    assert_eq!(of(&log.events(), "INFO").len(), 1, "{:?}", log.events());
}
