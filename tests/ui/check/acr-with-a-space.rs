use auth_core::require;

#[require(acr = "urn:example:mfa urn:example:hardware")]
async fn handler() {}

fn main() {}
