use auth_core::require;

#[require(rol = "admin")]
async fn delete_user() {}

fn main() {}
