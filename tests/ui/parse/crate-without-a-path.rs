use auth_core::require;

#[require(role = "admin", crate)]
async fn delete_user() {}

fn main() {}
