use auth_core::require;

#[require(claim.admin, role = "editor")]
async fn handler() {}

fn main() {}
