use auth_core::require;

#[require(permission = "edit|delete")]
async fn delete_user() {}

fn main() {}
