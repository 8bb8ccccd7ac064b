use auth_core::require;

#[require(role = "admin", conceal, conceal)]
async fn handler() {}

fn main() {}
