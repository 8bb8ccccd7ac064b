use auth_core::require;

#[require(claim.grade == 'a')]
async fn handler() {}

fn main() {}
