use auth_core::require;

struct CanPublish;

#[require(any(role = "admin", CanPublish))]
async fn publish() {}

fn main() {}
