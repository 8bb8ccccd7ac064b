//! Responses on their way out through `Auth`: challenges and marks of rejections stay.

use auth_core::{Auth, Guard, Rejection, policy, require};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use http::request::Parts;
use tests::callers::{CallerBook, Pace};
use tests::log::Log;
use tests::vectors::Table;
use tower::ServiceExt as _;

policy! {
    Admins = role = "admin";
}

#[require(role = "admin")]
async fn admin() -> &'static str {
    "in"
}

#[require(scope = "posts:write")]
async fn write() -> &'static str {
    "in"
}

async fn swallows(proof: Result<Guard<Admins>, Rejection>) -> &'static str {
    proof.map_or("a stranger", |_| "an admin")
}

/// A function that is no handler. Its caller makes the response.
#[require(scope = "posts:write", from = parts)]
async fn tool(parts: &Parts) -> Result<&'static str, Rejection> {
    let _ = parts;
    Ok("in")
}

#[require(check(id > 7), from = parts)]
async fn numbered(parts: &Parts, id: u64) -> Result<&'static str, Rejection> {
    let _ = parts;
    Ok("in")
}

async fn tool_error(request: Request) -> &'static str {
    tool(&request.into_parts().0).await.unwrap_or("the tool's error")
}

async fn numbered_error(request: Request) -> &'static str {
    numbered(&request.into_parts().0, 7).await.unwrap_or("the tool's error")
}

async fn batch(request: Request) -> String {
    let (parts, _) = request.into_parts();
    let mut refused = 0;
    for id in 0..10 {
        refused += usize::from(numbered(&parts, id).await.is_err());
    }
    format!("{refused} refused")
}

async fn bare_status(request: Request) -> Result<&'static str, StatusCode> {
    tool(&request.into_parts().0).await.map_err(|rejection| rejection.status())
}

/// An error page in the application's own words, which knows of the answer before it nothing but
/// the status.
async fn error_page(response: Response) -> Response {
    if response.status().is_success() {
        return response;
    }
    let page =
        Response::builder().status(response.status()).header("cache-control", "public, max-age=60");
    page.body(Body::from("our own page")).unwrap()
}

fn app() -> Router {
    let auth = Auth::new(CallerBook::new(&Table::load().callers(), Pace::AtOnce));
    Router::new()
        .route("/admin", get(admin))
        .route("/write", get(write))
        .route("/swallows", get(swallows))
        .route("/batch", get(batch))
        .route("/tool-error", get(tool_error))
        .route("/numbered-error", get(numbered_error))
        .route("/bare-status", get(bare_status))
        .layer(map_response(error_page))
        .layer(auth)
}

fn send(path: &str, token: Option<&str>) -> (Response, Vec<String>) {
    let mut request = Request::get(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request.body(Body::empty()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let log = Log::default();
    let response = log.collect(|| runtime.block_on(app().oneshot(request))).unwrap();
    (response, log.events())
}

#[test]
fn s3_s9_error_page_keeps_the_challenge_uncached() {
    let cases = [
        ("/admin", None, 401, Some(r#"Bearer realm="api""#)),
        (
            "/admin",
            Some("nobody-knows"),
            401,
            Some(
                r#"Bearer realm="api", error="invalid_token", error_description="The access token is invalid""#,
            ),
        ),
        ("/admin", Some("nobody-special"), 403, None),
    ];
    for (path, token, status, challenge) in cases {
        let (response, _) = send(path, token);
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["cache-control"], "no-store", "{path} {token:?}");
        let challenges = response.headers().get_all("www-authenticate");
        let found: Vec<_> = challenges.iter().map(|value| value.to_str().unwrap()).collect();
        match challenge {
            None => assert!(found.is_empty(), "{path} {token:?}: {found:?}"),
            Some(challenge) => assert_eq!(found, [challenge], "{path} {token:?}"),
        }
    }
    let (response, _) = send("/write", Some("nobody-special"));
    let challenge = response.headers()["www-authenticate"].to_str().unwrap();
    assert!(
        challenge.contains(r#"error="insufficient_scope""#)
            && challenge.contains(r#"scope="posts:write""#)
    );
}

#[test]
fn rejection_that_handler_swallows_is_error_in_log() {
    let swallowed =
        |events: &[String]| events.iter().any(|event| event.contains("a rejection was discarded"));
    let (response, events) = send("/swallows", Some("nobody-special"));
    assert_eq!(response.status(), StatusCode::OK);
    assert!(swallowed(&events), "{events:?}");
    let (_, events) = send("/swallows", Some("admin"));
    assert!(!swallowed(&events), "{events:?}");
    let (_, events) = send("/admin", Some("nobody-special"));
    assert!(!swallowed(&events), "{events:?}");
}

#[test]
fn rejection_passed_on_is_handled_by_the_caller() {
    for path in ["/tool-error", "/numbered-error"] {
        let (response, events) = send(path, Some("nobody-special"));
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert!(events.iter().any(|event| event.contains("request rejected")), "{path} {events:?}");
        assert!(!events.iter().any(|event| event.contains("ERROR")), "{path} {events:?}");
    }
}

#[test]
fn s3_bare_status_of_a_rejection_gets_its_challenge() {
    let (response, _) = send("/bare-status", Some("nobody-special"));
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert!(
        response.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .contains(r#"error="insufficient_scope""#)
    );
    let (response, _) = send("/bare-status", None);
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.headers()["www-authenticate"], r#"Bearer realm="api""#);
}

#[test]
fn s38_every_rejection_of_a_batch_is_logged() {
    let (response, events) = send("/batch", Some("writer"));
    assert_eq!(response.status(), StatusCode::OK);
    let refused = events.iter().filter(|event| event.contains("enforced=true")).count();
    assert_eq!(refused, 8, "{events:#?}");
    // An ordinary handler's is logged once.
    let (_, events) = send("/admin", Some("writer"));
    assert_eq!(events.iter().filter(|event| event.contains("enforced=true")).count(), 1);
}
