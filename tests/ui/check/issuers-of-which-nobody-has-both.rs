use auth_core::require;

#[require(issuer = "https://a.example", issuer = "https://b.example")]
async fn handler() {}

fn main() {}
