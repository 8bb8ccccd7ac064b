use auth_core::require;

#[require(role = "editor", scope = "posts:write", role = "editor")]
async fn delete_user() {}

fn main() {}
