use auth_core::{public, require};

#[require(authenticated)]
#[public("liveness probe")]
async fn health() {}

fn main() {}
