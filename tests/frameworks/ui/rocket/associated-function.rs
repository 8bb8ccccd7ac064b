// Rocket's routes are no associated functions, with a guard or without.
use auth_core::require;
use rocket::get;

struct Api;

impl Api {
    #[require(CanPublish)]
    #[get("/")]
    fn handler() -> &'static str {
        "in"
    }
}

auth_core::policy! { CanPublish = role = "editor"; }

fn main() {}
