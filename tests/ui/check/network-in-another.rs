use auth_core::require;

#[require(ip = "10.0.0.0/8" | "10.1.0.0/16")]
async fn handler() {}

fn main() {}
