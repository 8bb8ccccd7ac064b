use auth_core::require;

#[require(claim.department == "finance", claim.department == "audit")]
async fn handler() {}

fn main() {}
