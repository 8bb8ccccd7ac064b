//! `on_rejection` on each framework: its argument, and the parts that it cannot change.

use auth_core::Auth;
use auth_core::rejection::RejectionContext;
use http::{HeaderValue, Response, StatusCode};

use crate::callers::{CallerBook, Pace};
use crate::drivers::{Driver, Received, Sent};
use crate::log::Log;
use crate::vectors::Table;

/// Checks `on_rejection` on one framework.
pub fn run(driver: &impl Driver) {
    the_function_sees_rejection_and_request(driver);
    the_content_type_is_the_functions(driver);
    a_status_is_put_back_with_one_warning(driver);
}

fn send(driver: &impl Driver, auth: &Auth, token: &str) -> Received {
    let headers =
        [("authorization", format!("Bearer {token}")), ("x-request-id", "r-1".to_owned())];
    let sent = Sent {
        method: "GET".to_owned(),
        path: "/admin/1?page=2".to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        body: String::new(),
        peer: None,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(driver.send(Some(auth), &sent))
}

fn auth(word: impl Fn(RejectionContext<'_>) -> Response<String> + Send + Sync + 'static) -> Auth {
    let book = CallerBook::new(&Table::load().callers(), Pace::AtOnce);
    Auth::builder().authenticator(book).on_rejection(word).build().unwrap()
}

fn content_type(received: &Received) -> Vec<&str> {
    let fields = received.headers.iter().filter(|(name, _)| name == "content-type");
    fields.map(|(_, value)| value.as_str()).collect()
}

fn the_function_sees_rejection_and_request(driver: &impl Driver) {
    let auth = auth(|context| {
        let request = context.request().expect("a request");
        let policy = context.policy().unwrap().rsplit("::").next().unwrap().to_owned();
        let id = request.headers["x-request-id"].to_str().unwrap();
        let (method, uri) = (&request.method, request.uri.path_and_query().unwrap());
        assert_eq!(context.code(), context.rejection().code());
        let body = format!("{} {policy} {id} {method} {uri}", context.code());
        context.into_response().map(|_| body)
    });
    for (token, status, code) in
        [("forged", 401, "invalid_token"), ("expired", 401, "token_expired")]
            .into_iter()
            .chain([("editor", 403, "forbidden"), ("outage", 503, "authenticator_unavailable")])
    {
        let received = send(driver, &auth, token);
        assert_eq!(received.status, status, "{driver:?} {token}");
        assert_eq!(
            received.body,
            format!("{code} admin r-1 GET /admin/1?page=2"),
            "{driver:?} {token}"
        );
    }
    assert_eq!(send(driver, &auth, "admin").status, 200, "{driver:?}");
}

#[expect(clippy::redundant_closure_for_method_calls, reason = "a path is not general enough")]
fn the_content_type_is_the_functions(driver: &impl Driver) {
    let unchanged = send(driver, &auth(|context| context.into_response()), "editor");
    assert_eq!(content_type(&unchanged), ["application/problem+json"], "{driver:?}");
    let replaced = auth(|context| context.into_response().map(|_| "{}".to_owned()));
    let replaced = send(driver, &replaced, "editor");
    assert_eq!(
        (content_type(&replaced), &*replaced.body),
        (vec!["text/plain; charset=utf-8"], "{}")
    );
    let typed = auth(|context| {
        let mut response = context.into_response().map(|_| "{}".to_owned());
        response.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
        response
    });
    assert_eq!(content_type(&send(driver, &typed, "editor")), ["application/json"], "{driver:?}");
}

fn a_status_is_put_back_with_one_warning(driver: &impl Driver) {
    let auth = auth(|context| {
        let mut response = context.into_response();
        *response.status_mut() = StatusCode::OK;
        response
    });
    let log = Log::default();
    for token in ["editor", "reader", "editor"] {
        let received = log.collect(|| send(driver, &auth, token));
        assert_eq!(received.status, 403, "{driver:?} {token}");
    }
    let warnings: Vec<_> =
        log.events().into_iter().filter(|event| event.contains("WARN")).collect();
    assert_eq!(warnings.len(), 1, "{driver:?} {warnings:?}");
    assert!(
        warnings[0].contains("put back") && warnings[0].contains("returned=200"),
        "{warnings:?}"
    );
}
