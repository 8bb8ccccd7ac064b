use auth_core::require;

#[require(claim.level >= 3u8)]
async fn handler() {}

fn main() {}
