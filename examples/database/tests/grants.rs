//! The grants of callers are those of the database, a few seconds later.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::time::Duration;

use auth_core::testing::Callers;
use auth_core::{Auth, Identity};
use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{Request, Response};
use database::Database;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

struct App {
    callers: Callers,
    database: Database,
    router: Router,
}

impl App {
    fn new() -> Self {
        let (callers, database) = (Callers::new(), Database::new().unwrap());
        let builder = Auth::builder().authenticator(callers.clone());
        let auth = database::auth(builder, &database).unwrap();
        let router = database::router(auth, database.clone());
        Self { callers, database, router }
    }

    /// Sends a request with a new token, which names no grant.
    async fn send(&self, method: &str, path: &str, user: &str) -> Response<Body> {
        let identity = Identity::builder(Callers::ISSUER, user).build().unwrap();
        let token = self.callers.token(&identity);
        let request = Request::builder().method(method).uri(path);
        let request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    async fn status(&self, method: &str, path: &str, user: &str) -> u16 {
        self.send(method, path, user).await.status().as_u16()
    }
}

#[tokio::test]
async fn caller_has_the_grants_of_the_database() {
    let app = App::new();
    for (method, path, user, expected) in [
        ("GET", "/drafts", "edith", 200),
        ("GET", "/drafts", "victor", 403),
        ("PUT", "/posts/7", "ada", 200),
        ("PUT", "/posts/7", "victor", 403),
        ("DELETE", "/users/victor", "edith", 403),
        ("GET", "/me", "carl", 401),
        ("GET", "/me", "unknown", 401),
        ("GET", "/health", "carl", 200),
        ("DELETE", "/users/no-such-user", "ada", 204),
    ] {
        assert_eq!(app.status(method, path, user).await, expected, "{method} {path} {user}");
    }
    let body = app.send("GET", "/me", "victor").await.into_body().collect().await.unwrap();
    assert_eq!(body.to_bytes(), "Hello, Victor\n");
    let closed = app.send("GET", "/me", "carl").await;
    let challenge = closed.headers()[WWW_AUTHENTICATE].to_str().unwrap();
    assert!(challenge.contains(r#"error="invalid_token""#), "{challenge}");
}

#[tokio::test(start_paused = true)]
async fn change_of_the_database_counts_after_10_s() {
    let app = App::new();
    assert_eq!(app.status("PUT", "/posts/7", "edith").await, 200);
    app.database.run("DELETE FROM role_permissions WHERE permission = 'posts:edit'").await.unwrap();
    tokio::time::advance(Duration::from_secs(9)).await;
    assert_eq!(app.status("PUT", "/posts/7", "edith").await, 200);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(app.status("PUT", "/posts/7", "edith").await, 403);
    // The other permission of the role stays.
    assert_eq!(app.status("GET", "/drafts", "edith").await, 200);
    assert_eq!(app.status("DELETE", "/users/edith", "ada").await, 204);
    tokio::time::advance(Duration::from_secs(10)).await;
    assert_eq!(app.status("GET", "/drafts", "edith").await, 401);
}

#[tokio::test(start_paused = true)]
async fn database_that_fails_returns_503() {
    let app = App::new();
    app.database.run("ALTER TABLE users RENAME TO lost").await.unwrap();
    let response = app.send("GET", "/drafts", "edith").await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()[RETRY_AFTER]),
        (503, &"1".parse().unwrap())
    );
    assert_eq!(app.status("GET", "/health", "edith").await, 200);
    // The failure is not cached.
    app.database.run("ALTER TABLE lost RENAME TO users").await.unwrap();
    assert_eq!(app.status("GET", "/drafts", "edith").await, 200);
}
