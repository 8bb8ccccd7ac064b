use auth_core::require;

#[require(not(role = "guest"))]
async fn delete_user() {}

fn main() {}
