use auth_core::require;

#[require(claim.level >= 1e400)]
async fn handler() {}

fn main() {}
