use auth_core::require;

#[require(role = "admin" | "editor" | "admin")]
async fn delete_user() {}

fn main() {}
