use auth_core::require;

#[require(role != "guest")]
async fn delete_user() {}

fn main() {}
