use auth_core::require;

#[require(any(role = "admin", any(role = "editor", scope = "posts:write")))]
async fn delete_user() {}

fn main() {}
