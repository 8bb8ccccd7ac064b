use auth_core::require;

#[require(department == "finance")]
async fn handler() {}

fn main() {}
