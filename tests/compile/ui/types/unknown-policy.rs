use auth_core::require;

#[require(CanPublish)]
async fn publish() {}

fn main() {}
