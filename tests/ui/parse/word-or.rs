use auth_core::require;

#[require(role = "admin" or "editor")]
async fn delete_user() {}

fn main() {}
