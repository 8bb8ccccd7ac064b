//! `on_rejection`: its argument on each way to a rejection, and the parts that it cannot change.

use std::sync::Arc;

use auth_core::{Auth, Identity, Rejection, policy, require};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::get;
use http_body_util::BodyExt as _;
use tests::callers::{CallerBook, Pace};
use tests::drivers::axum::Axum;
use tests::vectors::Table;
use tower::ServiceExt as _;

policy! {
    Admins = role = "admin";
}

#[require(role = "admin")]
async fn guarded() {}

#[require(role = "admin", conceal)]
async fn secret() {}

#[require(any(role = "admin", check(identity.subject() == "walt")))]
async fn checked() {}

async fn inside(identity: Identity) -> Result<(), Rejection> {
    identity.check::<Admins>().map(drop)
}

async fn known(_: Identity) {}

fn router() -> Router {
    let book = CallerBook::new(&Table::load().callers(), Pace::AtOnce);
    let auth = Auth::builder().authenticator(book).on_rejection(|context| {
        let path = context.request().map_or("no request", |request| request.uri.path());
        let extension = context.request().and_then(|request| request.extensions.get::<Arc<str>>());
        let policy = context.policy().unwrap_or("no policy".into());
        let body =
            format!("{} {policy} {path} {}", context.code(), extension.map_or("", |text| text));
        assert!(!format!("{context:?} {:?}", context.rejection()).contains("Bearer nobody"));
        context.into_response().map(|_| body)
    });
    Router::new()
        .route("/guarded", get(guarded))
        .route("/checked", get(checked))
        .route("/inside", get(inside))
        .route("/known", get(known))
        .layer(auth.build().unwrap())
}

async fn send(path: &str, token: &str, extension: &Arc<str>) -> Response {
    let request = Request::get(path).header("authorization", format!("Bearer {token}"));
    let request = request.extension(Arc::clone(extension)).body(Body::empty()).unwrap();
    router().oneshot(request).await.unwrap()
}

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

#[test]
fn on_rejection_on_axum_gets_rejection_and_request() {
    tests::wording::run(&Axum);
}

#[tokio::test]
async fn rejection_of_a_request_knows_the_request() {
    let extension: Arc<str> = Arc::from("extended");
    for (path, token, expected) in [
        ("/guarded", "editor", "forbidden axum::wording::guarded /guarded extended"),
        ("/checked", "editor", "forbidden axum::wording::checked /checked extended"),
        ("/known", "nobody", "invalid_token no policy /known extended"),
        ("/inside", "editor", "forbidden axum::wording::Admins no request "),
    ] {
        assert_eq!(text(send(path, token, &extension).await).await, expected);
    }
}

/// A request's extensions hold its session, and the session remembers what was refused.
#[tokio::test]
async fn request_of_rejection_is_freed_with_the_response() {
    let extension: Arc<str> = Arc::from("extended");
    for path in ["/guarded", "/checked", "/known"] {
        for token in ["editor", "nobody"] {
            let response = send(path, token, &extension).await;
            assert_eq!(
                Arc::strong_count(&extension),
                1,
                "the response to {path} keeps the request"
            );
            drop(response);
        }
    }
}

#[test]
fn code_of_each_rejection_is_in_the_guide_and_rustdoc() {
    let code = include_str!("../../../auth-core/src/rejection/code.rs");
    let documented: Vec<_> = code
        .lines()
        .filter_map(|line| line.trim().strip_prefix("/// | ")?.split('`').nth(1))
        .collect();
    let (_, function) = code.split_once("pub fn code").unwrap();
    let made: Vec<_> = function.split('"').skip(1).step_by(2).collect();
    assert_eq!(made.len(), 15);
    let guide = include_str!("../../../docs/rejections.md");
    for code in made {
        assert!(documented.contains(&code), "`{code}` is not in the table of `Rejection::code`");
        assert!(guide.contains(&format!("`{code}`")), "`{code}` is not in the guide");
    }
}

/// Returns the body and content type of the rejection of an editor.
async fn rejection_of_editor(path: &str, is_worded: bool) -> (String, String) {
    let book = CallerBook::new(&Table::load().callers(), Pace::AtOnce);
    let mut auth = Auth::builder().authenticator(book).insecure_explain_rejections();
    if is_worded {
        auth = auth.on_rejection(|context| {
            let response = context.into_response();
            assert_eq!(response.status(), 403);
            response
        });
    }
    let router = Router::new()
        .route("/guarded", get(guarded))
        .route("/secret", get(secret))
        .layer(auth.build().unwrap());
    let request = Request::get(path).header("authorization", "Bearer editor").body(Body::empty());
    let response = router.oneshot(request.unwrap()).await.unwrap();
    let content_type = response.headers().get("content-type").cloned();
    let content_type = content_type.map_or(String::new(), |it| it.to_str().unwrap().to_owned());
    (text(response).await, content_type)
}

#[tokio::test]
async fn explanation_is_in_open_rejections_only() {
    for is_worded in [false, true] {
        let (body, content_type) = rejection_of_editor("/guarded", is_worded).await;
        assert_eq!(
            body,
            r#"{"type":"about:blank","title":"Forbidden","status":403,"detail":"✘ role = \"admin\"\nneeded: role = \"admin\""}"#
        );
        assert_eq!(content_type, "application/problem+json");
        let concealed = rejection_of_editor("/secret", is_worded).await;
        assert_eq!(concealed, (String::new(), String::new()));
    }
}
