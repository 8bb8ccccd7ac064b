use auth_core::require;

#[require(role = "admin", from)]
async fn delete_post() {}

fn main() {}
