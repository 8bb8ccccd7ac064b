// actix-web takes no handler that is not `async`.
use actix_web::get;
use auth_core::require;

#[require(role = "admin")]
#[get("/above")]
fn above() -> &'static str {
    "in"
}

#[get("/below")]
#[require(role = "admin")]
fn below() -> &'static str {
    "in"
}

fn main() {}
