// As without `cfg_attr`: write `#[require]` above it.
use auth_core::require;
use rocket::get;

#[get("/")]
#[cfg_attr(all(), require(role = "admin"))]
async fn handler() -> &'static str {
    "in"
}

fn main() {
    let _ = rocket::routes![handler];
}
