use auth_core::require;

#[require(any(role = "admin"))]
async fn delete_user() {}

fn main() {}
