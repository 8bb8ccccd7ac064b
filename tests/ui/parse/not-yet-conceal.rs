use auth_core::require;

#[require(role = "admin", conceal)]
async fn delete_user() {}

fn main() {}
