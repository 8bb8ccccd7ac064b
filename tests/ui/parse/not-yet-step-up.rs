use auth_core::require;

#[require(role = "admin", acr = "urn:example:mfa", max_age = "15m")]
async fn delete_user() {}

fn main() {}
