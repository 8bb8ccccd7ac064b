use auth_core::require;

#[require(role = "admin", from = "request")]
async fn delete_post() {}

fn main() {}
