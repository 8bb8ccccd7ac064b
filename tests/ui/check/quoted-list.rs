use auth_core::require;

#[require(role = "admin,editor")]
async fn delete_user() {}

fn main() {}
