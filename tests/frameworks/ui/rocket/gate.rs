use auth_core::adapters::rocket::routes;
use auth_core::{public, require};
use rocket::{get, post};

#[require(role = "admin")]
#[get("/guarded")]
fn guarded() {}

// Handlers without an attribute. What to write: `#[require(…)]` or `#[public("reason")]` above `#[get]`.
#[get("/open")]
fn open() {}

mod users {
    #[rocket::delete("/users/<id>")]
    pub(super) fn remove(id: &str) {
        let _ = id;
    }
}

#[public("shows that it is accepted")]
#[post("/public")]
fn public_handler() {}

fn main() {
    let _ = rocket::build().mount("/", routes![guarded, open, users::remove, public_handler,]);
}
