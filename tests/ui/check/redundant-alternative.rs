use auth_core::require;

#[require(any(role = "admin", all(role = "admin", scope = "posts:write")))]
async fn delete_user() {}

fn main() {}
