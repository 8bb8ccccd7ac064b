use auth_core::require;

#[require(role = "admin", crate = ::auth)]
async fn delete() {}

fn main() {}
