use auth_core::require;

#[require(claim.level >= 18446744073709551616.0)]
async fn handler() {}

fn main() {}
