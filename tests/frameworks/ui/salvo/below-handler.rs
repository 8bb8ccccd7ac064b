use auth_core::{policy, require};
use salvo::prelude::*;

// `#[handler]` calls the function with the arguments that it saw, and misses the guard. What to write: `#[require(…)]` above
// `#[handler]`.
policy! {
    Admins = role = "admin";
}

#[handler]
#[require(Admins)]
async fn list(depot: &mut Depot) -> &'static str {
    let _ = depot;
    "in"
}

fn main() {}
