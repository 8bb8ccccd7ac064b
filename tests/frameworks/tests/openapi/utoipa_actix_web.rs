//! utoipa-actix-web 0.1.

use actix_web::{App, delete, get, patch, post, put, web::Path};
use auth_core::access::{Report, Route};
use auth_core::{public, require};
use utoipa_actix_web::{AppExt as _, scope};

use crate::application::{Admins, CanAudit, CanPublish, CanRead, Local, OneSelf, is_even, verify};

#[public("posts are public")]
#[utoipa::path(responses((status = 200, description = "OK")))]
#[get("/posts")]
async fn list() -> &'static str {
    "posts"
}

#[utoipa::path(responses((status = 201, description = "OK")))]
#[require(CanPublish)]
#[post("/posts")]
async fn publish() -> &'static str {
    "published"
}

#[utoipa::path(params(("id" = u64, Path)), responses((status = 200, description = "OK")))]
#[require(CanRead)]
#[get("/posts/{id}")]
async fn read() -> &'static str {
    "post"
}

#[require(CanPublish)]
#[utoipa::path(params(("id" = u64, Path)), responses((status = 200, description = "OK")))]
#[require(CanRead)]
#[put("/posts/{id}")]
async fn replace() -> &'static str {
    "replaced"
}

#[utoipa::path(params(("id" = u64, Path)), responses((status = 200, description = "OK")))]
#[require(check(is_even(*id)))]
#[patch("/posts/{id}")]
async fn edit(id: Path<u64>) -> String {
    id.to_string()
}

#[require(OneSelf, conceal)]
#[utoipa::path(params(("user" = u64, Path)), responses((status = 204, description = "OK")))]
#[delete("/users/{user}")]
async fn delete_user() -> &'static str {
    "deleted"
}

#[require(CanAudit, report_only)]
#[utoipa::path(responses((status = 200, description = "OK")))]
#[get("/audit")]
async fn audit() -> &'static str {
    "log"
}

#[require(Local)]
#[utoipa::path(
    get, path = "/files/{path}",
    params(("path" = String, Path)),
    responses((status = 200, description = "OK"))
)]
#[get("/files/{path:.*}")]
async fn files() -> &'static str {
    "file"
}

#[require(Admins)]
#[require(CanAudit)]
#[utoipa::path(responses((status = 200, description = "OK")))]
#[get("/stats")]
async fn stats() -> &'static str {
    "stats"
}

#[test]
fn document_of_utoipa_actix_web_has_the_guards() {
    let (_, document) = App::new()
        .into_utoipa_app()
        .service(list)
        .service(publish)
        .service(read)
        .service(replace)
        .service(edit)
        .service(delete_user)
        .service(audit)
        .service(files)
        .service(scope("/admin").service(stats))
        .split_for_parts();
    let report = Report::from_iter([
        Route::of("GET", "/posts", &list),
        Route::of("POST", "/posts", &publish),
        Route::of("GET", "/posts/{id}", &read),
        Route::of("PUT", "/posts/{id}", &replace),
        Route::of("PATCH", "/posts/{id}", &edit),
        Route::of("DELETE", "/users/{user}", &delete_user),
        Route::of("GET", "/audit", &audit),
        Route::of("GET", "/files/{path:.*}", &files),
        Route::of("GET", "/admin/stats", &stats),
    ]);
    verify("utoipa_actix_web", &report, &serde_json::to_value(document).unwrap());
}
