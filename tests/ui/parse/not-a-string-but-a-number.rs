use auth_core::require;

#[require(role = 7)]
async fn delete_user() {}

fn main() {}
