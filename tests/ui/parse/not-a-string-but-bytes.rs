use auth_core::require;

#[require(role = b"admin")]
async fn delete_user() {}

fn main() {}
