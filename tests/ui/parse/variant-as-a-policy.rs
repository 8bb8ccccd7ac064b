use auth_core::require;

#[require(Role::Admin)]
async fn handler() {}

fn main() {}
