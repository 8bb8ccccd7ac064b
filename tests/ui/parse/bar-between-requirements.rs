use auth_core::require;

#[require(role = "admin" | scope = "admin:all")]
async fn delete_user() {}

fn main() {}
