use auth_core::require;

#[require(role = "admin", crate = super::auth)]
async fn delete_user() {}

fn main() {}
