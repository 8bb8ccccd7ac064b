use auth_core::require;

#[require(1 <= claim.level <= 5)]
async fn handler() {}

fn main() {}
