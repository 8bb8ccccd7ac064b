use auth_core::require;

#[require(any())]
async fn delete_user() {}

fn main() {}
