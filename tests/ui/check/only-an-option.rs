use auth_core::require;

#[require(crate = ::auth_core)]
async fn delete_user() {}

fn main() {}
