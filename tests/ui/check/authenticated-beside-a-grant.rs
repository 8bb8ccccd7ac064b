use auth_core::require;

#[require(authenticated, role = "admin")]
async fn delete_user() {}

fn main() {}
