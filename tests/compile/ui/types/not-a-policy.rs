use auth_core::require;

struct CanPublish;

#[require(CanPublish)]
async fn publish() {}

fn main() {}
