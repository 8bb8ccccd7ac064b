use auth_core::require;

#[require(claim.teams[0] == "blue")]
async fn handler() {}

fn main() {}
