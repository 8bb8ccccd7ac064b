use auth_core::require;

#[require(max_age = "15m", max_age = "1h")]
async fn handler() {}

fn main() {}
