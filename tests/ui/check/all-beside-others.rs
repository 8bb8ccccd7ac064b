use auth_core::require;

#[require(all(role = "editor", scope = "posts:write"), group = "staff")]
async fn delete_user() {}

fn main() {}
