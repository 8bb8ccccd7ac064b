use auth_core::require;

#[require(role = Role::Admin || Role::Editor)]
async fn handler() {}

fn main() {}
