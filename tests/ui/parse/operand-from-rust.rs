use auth_core::require;

#[require(claim.owner == current_user())]
async fn handler() {}

fn main() {}
