use auth_core::require;

#[require(claim.level == null)]
async fn handler() {}

fn main() {}
