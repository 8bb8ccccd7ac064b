use auth_core::require;

#[require(3)]
async fn handler() {}

fn main() {}
