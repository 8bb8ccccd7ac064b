use auth_core::require;

#[require(ip = "10.0.0.0/08")]
async fn handler() {}

fn main() {}
