use auth_core::require;

#[require(subject contains "alice")]
async fn handler() {}

fn main() {}
