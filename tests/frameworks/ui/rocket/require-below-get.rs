// Rocket's attribute has read the arguments by then: write `#[require]` above it.
use auth_core::require;
use rocket::get;

#[get("/")]
#[require(role = "admin")]
fn handler() -> &'static str {
    "in"
}

fn main() {
    let _ = rocket::routes![handler];
}
