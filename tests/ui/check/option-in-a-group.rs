use auth_core::require;

#[require(any(role = "admin", scope = "posts:write", crate = ::auth_core))]
async fn delete_user() {}

fn main() {}
