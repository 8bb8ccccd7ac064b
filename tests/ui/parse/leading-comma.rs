use auth_core::require;

#[require(, role = "admin")]
async fn delete_user() {}

fn main() {}
