use auth_core::require;

const ADMIN: &str = "admin";

#[require(role = ADMIN)]
async fn handler() {}

fn main() {}
