use auth_core::require;

#[require(!CanPublish)]
async fn delete_user() {}

fn main() {}
