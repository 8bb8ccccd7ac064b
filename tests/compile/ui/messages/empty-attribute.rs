use auth_core::require;

#[require]
async fn delete_user() {}

#[require()]
async fn delete_post() {}

fn main() {}
