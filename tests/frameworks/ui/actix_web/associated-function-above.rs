// `#[get]` writes a type in place of the function, and types cannot stand in an `impl` block, guarded or not. What to write: leave it
// out, and route the function by hand: `.route("/", web::get().to(Api::list))`.
use actix_web::get;
use auth_core::{policy, require};

policy! {
    Admins = role = "admin";
}

struct Api;

impl Api {
    #[require(Admins)]
    #[get("/")]
    async fn list() -> &'static str {
        "in"
    }
}

fn main() {}
