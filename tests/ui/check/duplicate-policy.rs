use auth_core::require;

#[require(CanPublish, CanDelete, CanPublish)]
async fn delete_user() {}

fn main() {}
