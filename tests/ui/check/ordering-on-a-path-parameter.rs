use auth_core::require;

#[require(claim.level >= path.level)]
async fn handler() {}

fn main() {}
