use auth_core::require;

#[require(claim[""] == "finance")]
async fn handler() {}

fn main() {}
