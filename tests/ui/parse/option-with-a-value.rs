use auth_core::require;

#[require(role = "admin", conceal = true)]
async fn handler() {}

fn main() {}
