use auth_core::public;

#[public]
async fn health() {}

fn main() {}
