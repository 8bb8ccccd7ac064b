use auth_core::require;

#[require(claim.department == "finance" | "audit")]
async fn handler() {}

fn main() {}
