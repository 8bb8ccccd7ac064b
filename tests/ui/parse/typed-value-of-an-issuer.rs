use auth_core::require;

#[require(issuer = Issuer::Staff)]
async fn handler() {}

fn main() {}
