use auth_core::{policy, require};
use salvo::prelude::*;

// `#[handler]` writes a type in place of the function, and types cannot stand in an `impl` block, guarded or not. What to write: a
// function outside of it.
policy! {
    Admins = role = "admin";
}

struct Api;

impl Api {
    #[require(Admins)]
    #[handler]
    async fn list() -> &'static str {
        "in"
    }
}

fn main() {}
