use auth_core::require;

#[require(role = "admin", crate = ::auth_core, crate = ::auth_core)]
async fn delete_user() {}

fn main() {}
