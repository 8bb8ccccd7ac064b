use auth_core::require;

#[require(role = admin)]
async fn handler() {}

fn main() {}
