use auth_core::require;

#[require(role = "admin", error = "denied")]
async fn delete_user() {}

fn main() {}
