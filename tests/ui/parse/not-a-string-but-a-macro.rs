use auth_core::require;

#[require(role = concat!("ad", "min"))]
async fn delete_user() {}

fn main() {}
