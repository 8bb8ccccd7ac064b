use auth_core::require;

#[require(claim.department = "finance")]
async fn handler() {}

fn main() {}
