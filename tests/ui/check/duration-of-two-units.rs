use auth_core::require;

#[require(max_age = "1h30m")]
async fn handler() {}

fn main() {}
