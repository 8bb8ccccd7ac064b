//! `check(…)` in axum: the two steps of the decision, neither of which allows more than the rule.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use auth_core::guard::CheckedResponse;
use auth_core::{Auth, Identity, Rejection, require};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, debug_handler};
use http_body_util::BodyExt as _;
use tests::body::TracedBody;
use tests::callers::{CallerBook, Pace};
use tests::log::Log;
use tests::trace::Trace;
use tests::vectors::Table;
use tower::ServiceExt as _;

/// The parts that a request reached, and the number of calls of each check.
#[derive(Clone, Default)]
struct World {
    trace: Trace,
    first: Arc<AtomicUsize>,
    second: Arc<AtomicUsize>,
}

impl World {
    /// Returns the result of the check `name`, as the body of the request sets it.
    fn ask(&self, count: &AtomicUsize, name: &str, body: &str) -> io::Result<bool> {
        count.fetch_add(1, Ordering::SeqCst);
        assert!(!self.trace.handler(), "the body ran before the check");
        match body.split_once(name).map_or("", |(_, rest)| rest) {
            rest if rest.starts_with("=yes") => Ok(true),
            rest if rest.starts_with("=error") => Err(io::Error::other("the database is down")),
            rest if rest.starts_with("=panic") => panic!("the check panics"),
            _ => Ok(false),
        }
    }

    fn counts(&self) -> (usize, usize) {
        (self.first.load(Ordering::SeqCst), self.second.load(Ordering::SeqCst))
    }
}

/// Reads the body, which tells its trace.
#[require(any(role = "admin", all(role = "editor", check(world.ask(&world.first, "first", &body)?)), all(scope = "posts:write", check(world.ask(&world.second, "second", &body)?))))]
#[debug_handler]
async fn edit(State(world): State<World>, body: String) -> Result<impl IntoResponse, String> {
    world.trace.reach_handler();
    if body.contains("fail") {
        return Err("the handler's own error".to_owned());
    }
    Ok("edited")
}

#[require(check(pending(&world).await && owner == identity.subject()))]
async fn wait(Path(owner): Path<String>, State(world): State<World>) {
    world.trace.reach_handler();
}

async fn pending(_world: &World) -> bool {
    std::future::pending().await
}

#[require(any(ip = "192.0.2.0/24", check(identity.subject() == owner)))]
fn owned(owner: &str) -> String {
    owner.to_owned()
}

#[require(check(identity.subject() == owner), conceal)]
async fn hidden(Path(owner): Path<String>) -> String {
    owner
}

fn router(world: &World) -> Router {
    let book = CallerBook::new(&Table::load().callers(), Pace::AtOnce);
    Router::new()
        .route("/edit", post(edit))
        .route("/wait/{owner}", get(wait))
        .route("/hidden/{owner}", get(hidden))
        .with_state(world.clone())
        .layer(Auth::new(book))
}

fn request(path: &str, token: Option<&str>, body: &str, world: &World) -> Request {
    let method = if path == "/edit" { "POST" } else { "GET" };
    let mut request = Request::builder().uri(path).method(method);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    request.body(Body::new(TracedBody::new(body, world.trace.clone()))).unwrap()
}

async fn send(token: Option<&str>, body: &str) -> (World, Response) {
    let world = World::default();
    let response = router(&world).oneshot(request("/edit", token, body, &world)).await.unwrap();
    (world, response)
}

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn lost_rule_is_rejected_before_the_body_is_read() {
    for (token, expected) in [(None, 401), (Some("reader"), 403), (Some("unknown-token"), 401)] {
        let (world, response) = send(token, "first=yes second=yes").await;
        assert_eq!(response.status(), expected, "{token:?}");
        assert!(!world.trace.body() && !world.trace.handler(), "{token:?}");
        assert_eq!(world.counts(), (0, 0), "{token:?}");
    }
}

#[tokio::test]
async fn decided_rule_makes_no_check() {
    let (world, response) = send(Some("admin"), "first=panic second=panic").await;
    assert_eq!(response.status(), 200);
    assert_eq!(world.counts(), (0, 0));
    assert_eq!(text(response).await, "edited");
}

#[tokio::test]
async fn check_decides_and_only_then_the_body_runs() {
    let (world, response) = send(Some("editor"), "first=yes second=panic").await;
    assert_eq!((response.status().as_u16(), world.counts()), (200, (1, 0)));
    assert!(world.trace.handler());

    let (world, response) = send(Some("editing-writer"), "first=no second=yes").await;
    assert_eq!((response.status().as_u16(), world.counts()), (200, (1, 1)));

    // With another scope, the other check would be made.
    let (world, response) = send(Some("editor"), "first=no second=yes").await;
    assert_eq!((response.status().as_u16(), world.counts()), (403, (1, 0)));
    let challenge = response.headers()["www-authenticate"].to_str().unwrap().to_owned();
    assert!(
        challenge.contains("insufficient_scope") && challenge.contains("posts:write"),
        "{challenge}"
    );

    let (world, response) = send(Some("editor"), "first=yes fail").await;
    assert_eq!((response.status().as_u16(), world.counts()), (200, (1, 0)));
    assert_eq!(text(response).await, "the handler's own error");

    let (world, response) = send(Some("editing-writer"), "first=no second=no").await;
    assert_eq!((response.status().as_u16(), world.counts()), (403, (1, 1)));
    assert!(world.trace.body() && !world.trace.handler());
    assert!(response.headers().get("www-authenticate").is_none());
    assert_eq!(response.headers()["cache-control"], "no-store");
    let rejection = response.extensions().get::<Rejection>().unwrap();
    assert_eq!(rejection.identity().unwrap().subject(), "editing-writer");
    let body = text(response).await;
    assert!(!body.contains("check") && !body.contains("first"), "{body}");
}

#[tokio::test]
async fn failing_check_is_503_and_explained_in_the_log_only() {
    let (world, response) = send(Some("editor"), "first=error second=yes").await;
    assert_eq!((response.status().as_u16(), world.counts()), (503, (1, 0)));
    assert!(!world.trace.handler());
    assert_eq!(response.headers()["retry-after"], "1");
    let body = text(response).await;
    assert!(!body.contains("database"), "{body}");
}

#[tokio::test]
async fn check_that_panics_runs_no_body() {
    let world = World::default();
    let request = request("/edit", Some("editor"), "first=panic", &world);
    let served = tokio::spawn(router(&world).oneshot(request)).await;
    assert!(served.unwrap_err().is_panic());
    assert!(world.trace.body() && !world.trace.handler());
}

#[tokio::test]
async fn check_that_is_cancelled_runs_no_body() {
    let world = World::default();
    let mut served =
        Box::pin(router(&world).oneshot(request("/wait/ada", Some("admin"), "", &world)));
    for _ in 0..10 {
        assert!(served.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    drop(served);
    assert!(!world.trace.handler());
}

#[tokio::test]
async fn unmet_check_is_concealed() {
    let world = World::default();
    let send = async |path: &str, token| {
        let response = router(&world).oneshot(request(path, token, "", &world)).await.unwrap();
        (response.status().as_u16(), text(response).await)
    };
    assert_eq!(send("/hidden/editor", Some("editor")).await.0, 200);
    let unknown = send("/unknown", Some("editor")).await;
    assert_eq!(unknown.0, 404);
    assert_eq!(send("/hidden/somebody", Some("editor")).await, unknown);
    assert_eq!(send("/hidden/editor", None).await, unknown);
}

#[test]
fn final_rejection_is_logged_with_policy_and_rule() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let logged = |body, count| {
        let log = Log::default();
        log.collect(|| runtime.block_on(send(Some("editor"), body)));
        let events = log.events();
        assert_eq!(events.len(), count, "{events:#?}");
        events.concat()
    };
    let refused = logged("first=no", 1);
    for part in [
        "request rejected",
        "policy=\"axum::check::edit\"",
        "status=403",
        r#"check(world.ask(&world.first, "first", &body)?)"#,
        "editor",
        "/edit",
    ] {
        assert!(refused.replace("\\\"", "\"").contains(part), "{part} in {refused}");
    }
    // The operator is warned as well, once a minute.
    let failed = logged("first=error", 2);
    for part in
        ["WARN", "INFO", "status=503", "the database is down", "policy=\"axum::check::edit\""]
    {
        assert!(failed.contains(part), "{part} in {failed}");
    }
}

#[test]
fn anonymous_request_makes_no_check() {
    use auth_core::policy::Facts;
    let inside = Facts::anonymous().with_address("192.0.2.1".parse().unwrap());
    assert_eq!(owned(inside.pending().unwrap(), "x").into_result().unwrap(), "x");
    let outside = Facts::anonymous().with_address("203.0.113.1".parse().unwrap());
    let begin: Result<_, Rejection> = outside.pending();
    assert_eq!(begin.map(|undecided| owned(undecided, "x")).unwrap_err().status(), 401);
}

#[test]
fn polling_again_after_a_rejection_is_impossible() {
    let alice = Identity::builder("https://issuer.example", "alice").build().unwrap();
    let mut handled = Box::pin(hidden(alice.pending().unwrap(), Path("bob".to_owned())));
    let first = handled.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    let Poll::Ready(checked) = first else { panic!("nothing to wait for") };
    let checked: CheckedResponse<String> = checked;
    assert_eq!(checked.into_result().unwrap_err().status(), 404);
}
