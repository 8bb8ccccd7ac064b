use auth_core::require;

#[require(issuer = https)]
async fn handler() {}

fn main() {}
