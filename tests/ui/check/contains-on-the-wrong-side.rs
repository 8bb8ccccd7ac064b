use auth_core::require;

#[require("blue" contains claim.teams)]
async fn handler() {}

fn main() {}
