use auth_core::require;

#[require(role = "admin", check(true))]
async fn delete_post() {}

fn main() {}
