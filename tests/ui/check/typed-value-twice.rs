use auth_core::require;

#[require(role = Role::Admin | Role::Admin)]
async fn handler() {}

fn main() {}
