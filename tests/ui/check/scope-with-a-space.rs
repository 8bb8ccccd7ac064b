use auth_core::require;

#[require(scope = "posts:read posts:write")]
async fn delete_user() {}

fn main() {}
