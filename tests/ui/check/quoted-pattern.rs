use auth_core::require;

#[require(permission = "notes:*")]
async fn delete_user() {}

fn main() {}
