use auth_core::require;

#[require(ip = "10.1.2.3/8")]
async fn handler() {}

fn main() {}
