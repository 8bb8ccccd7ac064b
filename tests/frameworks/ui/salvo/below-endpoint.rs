use auth_core::{policy, require};
use salvo::oapi::endpoint;
use salvo::prelude::*;

// The same below `#[endpoint]`. What to write: `#[require(…)]` above `#[endpoint]`.
policy! {
    Admins = role = "admin";
}

#[endpoint]
#[require(Admins)]
async fn list() -> &'static str {
    "in"
}

fn main() {}
