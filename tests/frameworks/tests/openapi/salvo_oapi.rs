//! salvo-oapi 1.

use auth_core::access::{Report, Route};
use auth_core::{public, require};
use salvo::oapi::extract::PathParam;
use salvo::prelude::*;

use crate::application::{Admins, CanAudit, CanPublish, CanRead, Local, OneSelf, is_even, verify};

#[public("posts are public")]
#[endpoint]
async fn list() -> &'static str {
    "done"
}

#[require(CanPublish)]
#[endpoint]
async fn publish() -> &'static str {
    "done"
}

#[require(CanRead)]
#[endpoint]
async fn read(id: PathParam<u64>) -> String {
    id.to_string()
}

#[require(CanPublish)]
#[require(CanRead)]
#[endpoint]
async fn replace(id: PathParam<u64>) -> String {
    id.to_string()
}

#[require(check(is_even(*id)))]
#[endpoint]
async fn edit(id: PathParam<u64>) -> String {
    id.to_string()
}

#[require(OneSelf, conceal)]
#[endpoint]
async fn delete_user(user: PathParam<String>) -> String {
    user.into_inner()
}

#[require(CanAudit, report_only)]
#[endpoint]
async fn audit() -> &'static str {
    "done"
}

#[require(Local)]
#[endpoint]
async fn files(path: PathParam<String>) -> String {
    path.into_inner()
}

#[require(CanAudit)]
#[endpoint]
async fn stats() -> &'static str {
    "done"
}

#[require(Admins)]
#[handler]
async fn admins_only() {}

#[test]
fn document_of_salvo_oapi_has_the_guards() {
    let router = Router::new()
        .push(Router::with_path("posts").get(list).post(publish))
        .push(Router::with_path("posts/{id:num}").get(read).put(replace).patch(edit))
        .push(Router::with_path("users/{user}").delete(delete_user))
        .push(Router::with_path("audit").get(audit))
        .push(Router::with_path("files/{**path}").get(files))
        .push(
            Router::with_path("admin")
                .hoop(admins_only)
                .push(Router::with_path("stats").get(stats)),
        );
    let document = OpenApi::new("blog", "1").merge_router(&router);
    let report = Report::from_iter([
        Route::of("GET", "/posts", &list),
        Route::of("POST", "/posts", &publish),
        Route::of("GET", "/posts/{id:num}", &read),
        Route::of("PUT", "/posts/{id:num}", &replace),
        Route::of("PATCH", "/posts/{id:num}", &edit),
        Route::of("DELETE", "/users/{user}", &delete_user),
        Route::of("GET", "/audit", &audit),
        Route::of("GET", "/files/{**path}", &files),
        Route::of("GET", "/admin/stats", &stats).guarded_by::<Admins>(),
    ]);
    // salvo-oapi copies this pattern.
    let document = document.to_json().unwrap().replace("{**path}", "{path}");
    verify("salvo_oapi", &report, &serde_json::from_str(&document).unwrap());
}
