use auth_core::require;

#[require(tenant = "acme")]
async fn delete_user() {}

fn main() {}
