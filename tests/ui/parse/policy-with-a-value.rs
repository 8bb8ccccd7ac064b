use auth_core::require;

#[require(CanPublish = "yes")]
async fn delete_user() {}

fn main() {}
