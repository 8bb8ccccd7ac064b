//! Observers: one call for each decision, and no effect on it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use auth_core::adapters::tower::require;
use auth_core::auth::AuthBuilder;
use auth_core::observer::Decided;
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity, MaybeIdentity, Rejection, policy, public, require};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::get;
use tests::callers::{CallerBook, Pace};
use tests::log::Log;
use tests::vectors::Table;
use tower::ServiceExt as _;

policy! { Admins = role = "admin"; }

#[require(Admins)]
async fn admin() {}

#[require(Admins, report_only)]
async fn reported() {}

#[require(Admins, conceal)]
async fn secret() {}

#[require(any(role = "admin", check(identity.subject() == "reader")))]
async fn checked() {}

#[require(authenticated)]
#[require(scope = "posts:write")]
async fn stacked() {}

#[require(max_age = "15m")]
#[require(max_age = "15m")]
async fn fresh_twice() {}

#[public("a test")]
async fn open() {}

async fn me(_: Identity) {}

async fn perhaps(_: MaybeIdentity) {}

async fn probing(_: Result<MaybeIdentity, Rejection>) {}

async fn by_hand(identity: Identity) {
    assert!(!identity.allows::<Admins>());
    let _ = identity.check::<Admins>();
}

fn builder() -> AuthBuilder {
    let book = CallerBook::new(&Table::load().callers(), Pace::AtOnce);
    Auth::builder().authenticator(book).clock(|| Timestamp::from_secs(1_000_000))
}

fn router(auth: AuthBuilder) -> Router {
    Router::new()
        .route("/admin/{id}", get(admin))
        .route("/reported", get(reported))
        .route("/secret", get(secret))
        .route("/checked", get(checked))
        .route("/stacked", get(stacked))
        .route("/fresh-twice", get(fresh_twice))
        .route("/open", get(open))
        .route("/me", get(me))
        .route("/perhaps", get(perhaps))
        .route("/probing", get(probing))
        .route("/by-hand", get(by_hand))
        .route("/group", get(open).layer(require::<Admins>()))
        .fallback(admin)
        .layer(auth.build().unwrap())
}

async fn send(router: &Router, path: &str, token: &str) -> Response {
    let request = match token {
        "" => Request::get(path),
        token => Request::get(path).header("authorization", format!("Bearer {token}")),
    };
    router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

/// The decisions that an observer saw, one string each.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn observe(&self, decided: &Decided<'_>) {
        let policy = decided.policy().unwrap_or("-".into());
        let policy = policy.rsplit("::").next().unwrap().to_owned();
        self.0.lock().unwrap().push(format!(
            "{policy} {} {} {} {} {}",
            decided.code().unwrap_or(decided.outcome().as_str()),
            decided.status().map_or("-".to_owned(), |status| status.as_u16().to_string()),
            if decided.is_enforced() { "enforced" } else { "reported" },
            decided.route().or(decided.path()).unwrap_or("-"),
            decided.identity().map_or("-", Identity::subject),
        ));
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

#[tokio::test]
async fn each_decision_is_observed_once() {
    let seen = Seen::default();
    let observer = seen.clone();
    let router = router(builder().observer(move |decided: &Decided<'_>| observer.observe(decided)));
    let cases: &[(&str, &str, &[&str])] = &[
        ("/admin/7", "admin", &["Admins allowed - enforced /admin/{id} admin"]),
        ("/admin/7", "reader", &["Admins forbidden 403 enforced /admin/{id} reader"]),
        ("/admin/7", "", &["Admins no_credentials 401 enforced /admin/{id} -"]),
        ("/admin/7", "forged", &["Admins invalid_token 401 enforced /admin/{id} -"]),
        ("/admin/7", "outage", &["Admins authenticator_unavailable 503 enforced /admin/{id} -"]),
        ("/reported", "admin", &["Admins allowed - reported /reported admin"]),
        ("/reported", "reader", &["Admins forbidden 403 reported /reported reader"]),
        ("/secret", "reader", &["secret forbidden 404 enforced /secret reader"]),
        ("/checked", "admin", &["checked allowed - enforced /checked admin"]),
        ("/checked", "reader", &["checked allowed - enforced /checked reader"]),
        ("/checked", "editor", &["checked forbidden 403 enforced /checked editor"]),
        (
            "/stacked",
            "reader",
            &[
                "stacked allowed - enforced /stacked reader",
                "stacked insufficient_scope 403 enforced /stacked reader",
            ],
        ),
        ("/me", "", &["- no_credentials 401 enforced /me -"]),
        ("/perhaps", "forged", &["- invalid_token 401 enforced /perhaps -"]),
        ("/by-hand", "reader", &["Admins forbidden 403 enforced - reader"]),
        ("/group", "reader", &["Admins forbidden 403 enforced /group reader"]),
        ("/unknown", "reader", &["Admins forbidden 403 enforced /unknown reader"]),
        ("/me", "reader", &[]),
        ("/perhaps", "", &[]),
        ("/probing", "forged", &[]),
        ("/open", "", &[]),
    ];
    let mut differences = Vec::new();
    for (path, token, expected) in cases {
        send(&router, path, token).await;
        let seen = seen.take();
        if seen != *expected {
            differences.push(format!("{path} {token}: expected {expected:?}, found {seen:?}"));
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn observer_that_panics_changes_no_decision() {
    let seen = Seen::default();
    let observer = seen.clone();
    let panicking = |_: &Decided<'_>| panic!("an observer panics");
    let router = router(
        builder()
            .observer(panicking)
            .observer(move |decided: &Decided<'_>| observer.observe(decided)),
    );
    let log = Log::default();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let status = |path: &str, token| {
        log.collect(|| runtime.block_on(send(&router, path, token))).status().as_u16()
    };
    assert_eq!(status("/admin/7", "admin"), 200);
    assert_eq!(status("/admin/7", "reader"), 403);
    assert_eq!(status("/admin/7", ""), 401);
    assert_eq!(status("/reported", ""), 200);
    assert_eq!(status("/checked", "editor"), 403);
    assert_eq!(seen.take().len(), 5);
    let errors = log.events().iter().filter(|event| event.contains("ERROR")).count();
    assert_eq!(errors, 1, "{:?}", log.events());
}

#[tokio::test]
async fn slow_observer_changes_no_decision() {
    let now = Arc::new(AtomicI64::new(1_000_000));
    let clock = Arc::clone(&now);
    let slow = move |_: &Decided<'_>| {
        now.fetch_add(86_400, Ordering::Relaxed);
    };
    let auth = builder().clock(move || Timestamp::from_secs(clock.load(Ordering::Relaxed)));
    let router = router(auth.observer(slow));
    // After the first decision of the request, a day has passed.
    assert_eq!(send(&router, "/fresh-twice", "fresh").await.status(), 200);
    assert_eq!(send(&router, "/fresh-twice", "fresh").await.status(), 401);
}

#[test]
fn denial_is_explained_in_the_log() {
    let router = router(builder());
    let log = Log::default();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    log.collect(|| runtime.block_on(send(&router, "/admin/7", "reader")));
    let text = log.text();
    assert!(text.contains("✘ role = \"admin\"\nneeded: role = \"admin\""), "{text}");
    assert!(
        text.contains(
            "DEBUG auth_core::explanation: explanation of a denial by axum::observer::Admins:"
        ),
        "{text}"
    );
    assert_eq!(log.events().len(), 1, "{:?}", log.events());
}
