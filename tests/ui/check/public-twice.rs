use auth_core::public;

#[public("liveness probe")]
#[public("no data")]
async fn health() {}

fn main() {}
