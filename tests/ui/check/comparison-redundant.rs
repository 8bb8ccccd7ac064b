use auth_core::require;

#[require(claim.level >= 3, claim.level >= 5)]
async fn handler() {}

fn main() {}
