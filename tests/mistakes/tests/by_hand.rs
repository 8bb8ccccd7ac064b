//! A test of the API as a person writes it: no report has the policy that decides inside a handler.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use mistakes::callers::auth;
use tower::ServiceExt as _;

/// Returns the status and the body of the response. An empty `token` is a request without one.
async fn send(method: &str, path: &str, token: &str) -> (u16, String) {
    let mut request = Request::builder().method(method).uri(path);
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let app = mistakes::routes().secured_by(auth().unwrap());
    let response = app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 10_000).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn only_admins_see_addresses() {
    assert_eq!(send("GET", "/users/reader", "admin").await.1, "reader@blog.example");
    assert_eq!(send("GET", "/users/reader", "reader").await.1, "reader");
}
