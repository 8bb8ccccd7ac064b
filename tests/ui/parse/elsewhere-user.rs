use auth_core::require;

#[require(user = "alice")]
async fn delete_user() {}

fn main() {}
