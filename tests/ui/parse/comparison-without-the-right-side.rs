use auth_core::require;

#[require(claim.level >=)]
async fn handler() {}

fn main() {}
