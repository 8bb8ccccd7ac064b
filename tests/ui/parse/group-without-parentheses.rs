use auth_core::require;

#[require(any = "admin")]
async fn delete_user() {}

fn main() {}
