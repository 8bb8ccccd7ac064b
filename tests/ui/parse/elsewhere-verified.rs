use auth_core::require;

#[require(email_verified)]
async fn delete_user() {}

fn main() {}
