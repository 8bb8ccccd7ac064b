use auth_core::require;

#[require(max_age = 15m)]
async fn handler() {}

fn main() {}
