use auth_core::require;

#[require(admin)]
async fn delete_user() {}

fn main() {}
