use auth_core::require;
use salvo::prelude::*;

// `#[handler]` makes a method of the function, and no type can stand there. What to write: `#[require(…)]` above `#[handler]`.
#[handler]
#[require(role = "admin")]
async fn list() -> &'static str {
    "in"
}

fn main() {}
