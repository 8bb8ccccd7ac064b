//! Tests of the API as a person writes them, for decisions that are made in a handler.

use auth_core::Identity;
use auth_core::testing::Callers;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use tower::ServiceExt as _;

/// Returns the status and the body of the response to `subject` with a role.
async fn send(method: &str, subject: &str, role: &str) -> (u16, String) {
    let caller = Identity::builder(Callers::ISSUER, subject).role(role).build().unwrap();
    let callers = Callers::new();
    let app = mistakes::routes().secured_by(callers.auth());
    let request = Request::builder()
        .method(method)
        .uri("/users/reader")
        .header("authorization", format!("Bearer {}", callers.token(&caller)))
        .body(Body::empty());
    let response = app.oneshot(request.unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 10_000).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn only_admins_see_addresses() {
    assert_eq!(send("GET", "boss", "admin").await.1, "reader@blog.example");
    assert_eq!(send("GET", "reader", "viewer").await.1, "reader");
}

#[tokio::test]
async fn only_admins_rename_others() {
    assert_eq!(send("PUT", "boss", "admin").await.0, 200);
    assert_eq!(send("PUT", "reader", "viewer").await.0, 200);
    assert_eq!(send("PUT", "editor", "editor").await.0, 403);
}
