use auth_core::require;

#[require(ip = "10.0.0.0/255.0.0.0")]
async fn handler() {}

fn main() {}
