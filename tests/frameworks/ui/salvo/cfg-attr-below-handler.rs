use auth_core::{policy, require};
use salvo::prelude::*;

// What to write: `#[cfg_attr(…, require(…))]` above `#[handler]`.
policy! {
    Admins = role = "admin";
}

#[handler]
#[cfg_attr(all(), require(Admins))]
async fn list() -> &'static str {
    "in"
}

fn main() {}
