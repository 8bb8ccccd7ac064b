use auth_core::require;

#[require(max_age = 900)]
async fn handler() {}

fn main() {}
