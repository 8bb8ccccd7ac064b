use auth_core::require;

#[require(ip = 10.0.0.0/8)]
async fn handler() {}

fn main() {}
