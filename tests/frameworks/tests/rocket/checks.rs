//! Checks in rules of routes run before the body of the handler.

use std::sync::atomic::Ordering;

use auth_core::require;
use rocket::http::Method;
use rocket::response::Responder;
use rocket::{State, get, post, routes};

use super::{Count, answer, auth, bare, client, request};

#[require(any(role = "admin", check(owner == identity.subject())))]
#[get("/sync/<owner>")]
fn sync(owner: &str, count: &State<Count>) -> String {
    count.0.fetch_add(1, Ordering::SeqCst);
    format!("of {owner}")
}

#[require(any(role = "admin", check(later(&owner).await == identity.subject())))]
#[get("/later/<owner>")]
async fn awaited(owner: String, count: &State<Count>) -> Result<String, std::io::Error> {
    count.0.fetch_add(1, Ordering::SeqCst);
    if owner.is_empty() {
        return Err(std::io::Error::other("nobody"));
    }
    Ok(format!("of {owner}"))
}

async fn later(owner: &str) -> &str {
    tokio::task::yield_now().await;
    owner
}

#[require(check(owner.parse::<u64>().map(|_| true)?))]
#[get("/fails/<owner>")]
fn fails<'r>(owner: &'r str, count: &State<Count>) -> impl Responder<'r, 'static> + use<'r> {
    count.0.fetch_add(1, Ordering::SeqCst);
    let _ = owner;
    "in"
}

#[require(check(body == identity.subject()))]
#[post("/nothing", data = "<body>")]
fn nothing(body: &str, count: &State<Count>) {
    count.0.fetch_add(1, Ordering::SeqCst);
}

#[test]
fn check_decides_before_the_handler_s_body_runs() {
    let routes = routes![sync, awaited, fails, nothing];
    let client = client(bare().mount("/", routes).manage(Count::default()).attach(auth()));
    let get = |path, token| (Method::Get, path, token, "");
    let post = |token, body| (Method::Post, "/nothing", token, body);
    let cases = [
        (get("/sync/editor", Some("editor")), 200, "of editor"),
        (get("/sync/editor", Some("admin")), 200, "of editor"),
        (get("/sync/editor", Some("reader")), 403, ""),
        (get("/sync/editor", None), 401, ""),
        (get("/later/editor", Some("editor")), 200, "of editor"),
        (get("/later/editor", Some("reader")), 403, ""),
        (get("/later/editor", None), 401, ""),
        (get("/fails/7", Some("reader")), 200, "in"),
        (get("/fails/seven", Some("reader")), 503, ""),
        (get("/fails/7", None), 401, ""),
        (post(Some("reader"), "reader"), 200, ""),
        (post(Some("reader"), "editor"), 403, ""),
        (post(None, "reader"), 401, ""),
    ];
    for ((method, path, token, body), status, text) in cases {
        let found = answer(request(&client, method, path, token).body(body));
        let ran = client.rocket().state::<Count>().unwrap().0.swap(0, Ordering::SeqCst);
        assert_eq!((found.status, ran), (status, usize::from(status == 200)), "{path} {token:?}");
        if status == 200 {
            assert_eq!(found.body, text, "{path} {token:?}");
        } else {
            assert_eq!(
                found.content_type.as_deref(),
                Some("application/problem+json"),
                "{path} {token:?}"
            );
            assert_eq!(found.caching.as_deref(), Some("no-store"), "{path} {token:?}");
        }
        assert_eq!(found.challenge.len(), usize::from(status == 401), "{path} {token:?}");
    }
}
