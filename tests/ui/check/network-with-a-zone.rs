use auth_core::require;

#[require(ip = "fe80::1%eth0")]
async fn handler() {}

fn main() {}
