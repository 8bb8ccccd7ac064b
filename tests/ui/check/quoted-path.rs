use auth_core::require;

#[require(role = "Role::Admin")]
async fn delete_user() {}

fn main() {}
