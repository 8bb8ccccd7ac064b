use auth_core::require;

#[require(claim.department in ["finance", "audit"])]
async fn handler() {}

fn main() {}
