use auth_core::require;

#[require(any(authenticated, role = "admin"))]
async fn delete_user() {}

fn main() {}
