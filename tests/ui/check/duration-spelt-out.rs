use auth_core::require;

#[require(max_age = "15min")]
async fn handler() {}

fn main() {}
