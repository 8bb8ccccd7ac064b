use auth_core::public;

#[public("liveness probe", role = "admin")]
async fn health() {}

fn main() {}
