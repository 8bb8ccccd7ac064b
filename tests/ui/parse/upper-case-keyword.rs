use auth_core::require;

#[require(Role = "admin")]
async fn delete_user() {}

fn main() {}
