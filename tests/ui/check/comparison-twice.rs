use auth_core::require;

#[require(claim.level >= 3, 3 <= claim.level)]
async fn handler() {}

fn main() {}
