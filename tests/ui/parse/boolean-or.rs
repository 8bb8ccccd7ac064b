use auth_core::require;

#[require(role = "admin" || CanPublish)]
async fn delete_user() {}

fn main() {}
