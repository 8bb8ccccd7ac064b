//! The API: handlers, each with its requirements and its part of the document.

use auth_core::axum::{
    Router,
    routing::{get, post},
};
use auth_core::{policy, public, require};
use axum::extract::{Json, Path};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

policy! {
    /// Editors who may write, and every admin.
    CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));
}

/// A post.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
struct Post {
    #[schema(example = "Hello")]
    title: String,
}

/// Counts the posts.
#[public("the number of posts is no secret")]
#[utoipa::path(get, path = "/count", responses((status = 200, description = "number", body = u64)))]
async fn count() -> Json<u64> {
    Json(1)
}

/// Reads a post.
#[require(scope = "posts:read" | "posts:write")]
#[utoipa::path(
    get,
    path = "/posts/{id}",
    params(("id" = u64, Path, example = 7)),
    responses((status = 200, description = "the post", body = Post))
)]
async fn read(Path(id): Path<u64>) -> Json<Post> {
    Json(Post { title: format!("Post {id}") })
}

/// Publishes a post.
#[require(CanPublish)]
#[utoipa::path(
    post,
    path = "/posts",
    request_body = Post,
    responses((status = 201, description = "published", body = Post))
)]
async fn publish(Json(post): Json<Post>) -> (StatusCode, Json<Post>) {
    (StatusCode::CREATED, Json(post))
}

/// The document without guards.
#[derive(OpenApi)]
#[openapi(
    info(title = "Blog", version = "1", description = "Posts.", license(name = "MIT")),
    paths(count, read, publish)
)]
pub(crate) struct Api;

/// The routes. A handler without an attribute does not compile here.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/count", get(count))
        .route("/posts", post(publish))
        .route("/posts/{id}", get(read))
}
