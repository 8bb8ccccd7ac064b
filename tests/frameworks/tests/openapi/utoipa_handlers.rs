//! The handlers of the application for axum, described by one release of utoipa.

use auth_core::{public, require};
use axum::extract::Path;

use super::utoipa;
use crate::application::{CanAudit, CanPublish, CanRead, Local, OneSelf, is_even};

#[public("posts are public")]
#[utoipa::path(get, path = "/posts", responses((status = 200, description = "OK")))]
pub async fn list() {}

#[require(CanPublish)]
#[utoipa::path(post, path = "/posts", responses((status = 201, description = "OK")))]
pub async fn publish() {}

#[utoipa::path(
    get, path = "/posts/{id}",
    params(("id" = u64, Path)),
    responses((status = 200, description = "OK"))
)]
#[require(CanRead)]
pub async fn read() {}

#[require(CanPublish)]
#[utoipa::path(
    put, path = "/posts/{id}",
    params(("id" = u64, Path)),
    responses((status = 200, description = "OK"))
)]
#[require(CanRead)]
pub async fn replace() {}

#[utoipa::path(
    patch, path = "/posts/{id}",
    params(("id" = u64, Path)),
    responses((status = 200, description = "OK"))
)]
#[require(check(is_even(id)))]
pub async fn edit(Path(id): Path<u64>) -> String {
    id.to_string()
}

#[require(OneSelf, conceal)]
#[utoipa::path(
    delete, path = "/users/{user}",
    params(("user" = u64, Path)),
    responses((status = 204, description = "OK"))
)]
pub async fn delete_user() {}

#[require(CanAudit, report_only)]
#[utoipa::path(get, path = "/audit", responses((status = 200, description = "OK")))]
pub async fn audit() {}

#[require(Local)]
#[utoipa::path(
    get, path = "/files/{path}",
    params(("path" = String, Path)),
    responses((status = 200, description = "OK"))
)]
pub async fn files() {}

#[require(CanAudit)]
#[utoipa::path(get, path = "/admin/stats", responses((status = 200, description = "OK")))]
pub async fn stats() {}

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, publish, read, replace, edit, delete_user, audit, files, stats))]
pub struct Api;

/// The routes of the handlers, with a guard of the group `/admin`.
pub fn router() -> auth_core::axum::Router {
    use auth_core::axum::{Router, routing::*};
    let admin =
        Router::new().route("/stats", get(stats)).guarded_by::<crate::application::Admins>();
    Router::new()
        .route("/posts", get(list).merge(post(publish)))
        .route("/posts/{id}", get(read).put(replace).patch(edit))
        .route("/users/{id}", delete(delete_user))
        .route("/audit", get(audit))
        .route("/files/{*path}", get(files))
        .nest("/admin", admin)
}
