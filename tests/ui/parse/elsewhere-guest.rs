use auth_core::require;

#[require(guest)]
async fn delete_user() {}

fn main() {}
