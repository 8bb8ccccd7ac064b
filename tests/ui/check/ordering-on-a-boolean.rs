use auth_core::require;

#[require(claim.admin >= true)]
async fn handler() {}

fn main() {}
