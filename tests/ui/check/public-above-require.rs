use auth_core::{public, require};

#[public("liveness probe")]
#[require(authenticated)]
async fn health() {}

fn main() {}
