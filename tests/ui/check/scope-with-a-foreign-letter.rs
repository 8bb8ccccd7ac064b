use auth_core::require;

#[require(scope = "größe")]
async fn delete_user() {}

fn main() {}
