use auth_core::{policy, require};
use salvo::oapi::endpoint;

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
