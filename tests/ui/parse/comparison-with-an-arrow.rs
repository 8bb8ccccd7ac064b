use auth_core::require;

#[require(claim.level => 3)]
async fn handler() {}

fn main() {}
