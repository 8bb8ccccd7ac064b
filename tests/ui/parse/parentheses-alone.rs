use auth_core::require;

#[require((role = "editor", scope = "posts:write"))]
async fn delete_user() {}

fn main() {}
