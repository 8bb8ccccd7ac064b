use auth_core::public;

#[public(7)]
async fn health() {}

fn main() {}
