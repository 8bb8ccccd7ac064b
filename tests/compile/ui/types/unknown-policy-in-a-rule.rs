use auth_core::require;

#[require(any(role = "admin", policies::CanPublish))]
async fn publish() {}

fn main() {}
