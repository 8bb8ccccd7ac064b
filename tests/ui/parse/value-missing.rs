use auth_core::require;

#[require(role)]
async fn delete_user() {}

fn main() {}
