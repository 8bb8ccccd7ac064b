use auth_core::require;

#[require(ip = "::ffff:10.0.0.0/104")]
async fn handler() {}

fn main() {}
