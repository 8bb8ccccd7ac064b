//! The status of each route for each caller that matters.

use axum::body::Body;
use axum::http::Request;
use mistakes::callers::auth;
use tower::ServiceExt as _;

/// Returns the status of a request without credentials, and with each of `tokens`.
async fn statuses(method: &str, path: &str, tokens: &[&str]) -> Vec<u16> {
    let mut statuses = Vec::new();
    for token in [""].iter().chain(tokens) {
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let app = mistakes::routes().secured_by(auth().unwrap());
        let response = app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        statuses.push(response.status().as_u16());
    }
    statuses
}

#[tokio::test]
async fn health_is_open() {
    assert_eq!(statuses("GET", "/health", &[]).await, [200]);
}

#[tokio::test]
async fn me_needs_a_token() {
    assert_eq!(statuses("GET", "/me", &["bad", "reader"]).await, [401, 401, 200]);
}

#[tokio::test]
async fn publishing_needs_role_and_scope() {
    let found = statuses("POST", "/posts", &["reader", "writer", "editor"]).await;
    assert_eq!(found, [401, 403, 403, 200]);
}

#[tokio::test]
async fn profile_is_for_admins_and_its_owner() {
    let found = statuses("GET", "/users/reader", &["writer", "reader", "admin"]).await;
    assert_eq!(found, [401, 403, 200, 200]);
}

#[tokio::test]
async fn deletion_is_concealed() {
    let found = statuses("DELETE", "/users/reader", &["reader", "admin"]).await;
    assert_eq!(found, [404, 404, 200]);
}

#[tokio::test]
async fn figures_need_the_group_and_the_role() {
    let found = statuses("GET", "/staff/figures", &["partner", "employee", "auditor"]).await;
    assert_eq!(found, [401, 403, 403, 200]);
}
