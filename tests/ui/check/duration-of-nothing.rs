use auth_core::require;

#[require(max_age = "0s")]
async fn handler() {}

fn main() {}
