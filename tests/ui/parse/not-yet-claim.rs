use auth_core::require;

#[require(claim.department == "finance")]
async fn delete_user() {}

fn main() {}
