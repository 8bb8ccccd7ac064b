use auth_core::require;

#[require(role = "admin", ty = "Role")]
async fn delete_user() {}

fn main() {}
