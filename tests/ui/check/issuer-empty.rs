use auth_core::require;

#[require(issuer = "")]
async fn handler() {}

fn main() {}
