//! `rocket_okapi` 0.9: OpenAPI 3.0.

use std::path::PathBuf;

use auth_core::adapters::rocket::routes;
use auth_core::{public, require};
use rocket::{delete, get, patch, post, put};
use rocket_okapi::{openapi, openapi_get_spec};

use crate::application::{Admins, CanAudit, CanPublish, CanRead, Local, OneSelf, is_even, verify};

#[public("posts are public")]
#[openapi]
#[get("/posts?<page>")]
fn list(page: Option<u64>) -> String {
    page.unwrap_or_default().to_string()
}

#[require(CanPublish)]
#[openapi]
#[post("/posts")]
fn publish() {}

#[openapi]
#[require(CanRead)]
#[get("/posts/<id>")]
fn read(id: u64) -> String {
    id.to_string()
}

#[require(CanPublish)]
#[require(CanRead)]
#[openapi]
#[put("/posts/<id>")]
fn replace(id: u64) -> String {
    id.to_string()
}

#[require(check(is_even(id)))]
#[openapi]
#[patch("/posts/<id>")]
fn edit(id: u64) -> String {
    id.to_string()
}

#[require(OneSelf, conceal)]
#[openapi]
#[delete("/users/<user>")]
fn delete_user(user: &str) -> String {
    user.to_owned()
}

#[require(CanAudit, report_only)]
#[openapi]
#[get("/audit")]
fn audit() {}

#[require(Local)]
#[openapi]
#[get("/files/<path..>")]
fn files(path: PathBuf) -> String {
    path.display().to_string()
}

#[require(Admins)]
#[require(CanAudit)]
#[openapi]
#[get("/admin/stats")]
fn stats() {}

#[test]
fn document_of_rocket_okapi_has_the_guards() {
    let document =
        openapi_get_spec![list, publish, read, replace, edit, delete_user, audit, files, stats];
    let routes = routes![list, publish, read, replace, edit, delete_user, audit, files, stats];
    // A misspelt name in okapi 0.7.
    let document = serde_json::to_string(&document).unwrap();
    let document = document.replace("allow_reserved", "allowReserved");
    verify("rocket_okapi", &routes.report(), &serde_json::from_str(&document).unwrap());
}
