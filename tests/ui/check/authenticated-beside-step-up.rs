use auth_core::require;

#[require(authenticated, max_age = "15m")]
async fn handler() {}

fn main() {}
