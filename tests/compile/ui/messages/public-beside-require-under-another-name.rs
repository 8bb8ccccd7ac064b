use auth_core::{public as open, require as guarded};

#[open("liveness probe")]
#[guarded(authenticated)]
async fn health() {}

fn main() {}
