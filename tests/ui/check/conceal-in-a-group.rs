use auth_core::require;

#[require(any(role = "admin", role = "editor", conceal))]
async fn handler() {}

fn main() {}
