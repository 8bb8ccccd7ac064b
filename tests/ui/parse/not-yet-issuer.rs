use auth_core::require;

#[require(issuer = "https://staff.example")]
async fn delete_user() {}

fn main() {}
