//! aide 0.15 with axum.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete, get};
use aide::openapi::OpenApi;
use auth_core::access::{Report, Route, guarded};
use auth_core::{public, require};
use axum::extract::Path;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::application::{Admins, CanAudit, CanPublish, CanRead, Local, OneSelf, is_even, verify};

#[derive(Deserialize, JsonSchema)]
struct Post {
    id: u64,
}

#[derive(Deserialize, JsonSchema)]
struct User {
    user: String,
}

#[derive(Deserialize, JsonSchema)]
struct File {
    path: String,
}

#[public("posts are public")]
async fn list() {}

#[require(CanPublish)]
async fn publish() {}

#[require(CanRead)]
async fn read(Path(post): Path<Post>) -> String {
    post.id.to_string()
}

#[require(CanPublish)]
#[require(CanRead)]
async fn replace(Path(post): Path<Post>) -> String {
    post.id.to_string()
}

#[require(check(is_even(post.id)))]
async fn edit(Path(post): Path<Post>) -> String {
    post.id.to_string()
}

#[require(OneSelf, conceal)]
async fn delete_user(Path(user): Path<User>) -> String {
    user.user
}

#[require(CanAudit, report_only)]
async fn audit() {}

#[require(Local)]
async fn files(Path(file): Path<File>) -> String {
    file.path
}

#[require(CanAudit)]
async fn stats() {}

#[test]
fn document_of_aide_has_the_guards() {
    let mut document = OpenApi::default();
    let _: axum::Router = ApiRouter::new()
        .api_route("/posts", get(guarded(list)).post(guarded(publish)))
        .api_route("/posts/{id}", get(read).put(replace).patch(edit))
        .api_route("/users/{user}", delete(guarded(delete_user)))
        .api_route("/audit", get(audit))
        .api_route("/files/{*path}", get(files))
        .api_route("/admin/stats", get(stats).layer(auth_core::axum::require::<Admins>()))
        .finish_api(&mut document);
    let report = Report::from_iter([
        Route::of("GET", "/posts", &list),
        Route::of("POST", "/posts", &publish),
        Route::of("GET", "/posts/{id}", &read),
        Route::of("PUT", "/posts/{id}", &replace),
        Route::of("PATCH", "/posts/{id}", &edit),
        Route::of("DELETE", "/users/{user}", &delete_user),
        Route::of("GET", "/audit", &audit),
        Route::of("GET", "/files/{*path}", &files),
        Route::of("GET", "/admin/stats", &stats).guarded_by::<Admins>(),
    ]);
    // aide copies this pattern.
    let document = serde_json::to_string(&document).unwrap().replace("{*path}", "{path}");
    verify("aide", &report, &serde_json::from_str(&document).unwrap());
}
