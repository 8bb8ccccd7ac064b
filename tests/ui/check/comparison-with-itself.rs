use auth_core::require;

#[require(claim.department == claim.department)]
async fn handler() {}

fn main() {}
