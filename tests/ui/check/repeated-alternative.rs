use auth_core::require;

#[require(any(role = "admin", role = "admin" | "editor"))]
async fn delete_user() {}

fn main() {}
