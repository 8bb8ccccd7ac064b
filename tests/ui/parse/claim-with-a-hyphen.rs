use auth_core::require;

#[require(claim.given-name == "Alice")]
async fn handler() {}

fn main() {}
