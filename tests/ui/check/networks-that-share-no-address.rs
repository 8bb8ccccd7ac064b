use auth_core::require;

#[require(ip = "10.0.0.0/8", ip = "192.168.0.0/16")]
async fn handler() {}

fn main() {}
