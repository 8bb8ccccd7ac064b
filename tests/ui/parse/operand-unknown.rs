use auth_core::require;

#[require(token.department == "finance")]
async fn handler() {}

fn main() {}
