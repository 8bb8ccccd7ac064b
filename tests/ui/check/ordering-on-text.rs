use auth_core::require;

#[require(claim.name >= "m")]
async fn handler() {}

fn main() {}
