use auth_core::require;

#[require(check())]
async fn delete_post() {}

fn main() {}
