use auth_core::require;

#[require(claim.role == Role::Admin)]
async fn handler() {}

fn main() {}
