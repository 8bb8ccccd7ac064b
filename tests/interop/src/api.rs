//! The guarded API.

use auth_core::{Auth, Identity, require};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::routing::get;
use http::Request;
use tower::ServiceExt as _;

/// An API that reads and writes posts.
#[derive(Clone, Debug)]
pub struct Api(Router);

#[require(scope = "posts:read")]
async fn read(identity: Identity) -> String {
    format!("{} of {}", identity.subject(), identity.issuer())
}

#[require(scope = "posts:write")]
async fn write() {}

#[require(role = "editor")]
async fn edit() {}

impl Api {
    /// Returns the API behind `auth`.
    pub fn new(auth: Auth) -> Self {
        let posts = get(read).post(write).put(edit);
        Self(Router::new().route("/posts", posts).layer(auth))
    }

    /// Sends a request and returns the status and the text of the response.
    pub async fn send(&self, method: &str, token: &str) -> (u16, String) {
        let request = Request::builder()
            .method(method)
            .uri("/posts")
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap();
        let response = self.0.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 4096).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// Returns the status of the response to a request that reads.
    pub async fn read(&self, token: &str) -> u16 {
        self.send("GET", token).await.0
    }
}
