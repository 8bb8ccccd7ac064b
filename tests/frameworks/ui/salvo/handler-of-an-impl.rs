use auth_core::{policy, require};
use salvo::prelude::*;

// `#[handler]` on an `impl` block calls `handle` with the arguments that it saw. What to write: the guard by hand, first of the
// arguments: `_proof: Guard<Admins>`.
policy! {
    Admins = role = "admin";
}

struct Api;

#[handler]
impl Api {
    #[require(Admins)]
    async fn handle(&self) -> &'static str {
        "in"
    }
}

fn main() {}
