use auth_core::public;

#[public(reason = "liveness probe")]
async fn health() {}

fn main() {}
