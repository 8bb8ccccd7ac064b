use auth_core::require;

#[require(ip = "localhost")]
async fn handler() {}

fn main() {}
