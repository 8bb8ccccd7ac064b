use auth_core::require;

#[require(claim.department.starts_with("fin"))]
async fn handler() {}

fn main() {}
