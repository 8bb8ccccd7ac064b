use auth_core::require;

#[require(role = any("a", "b"))]
async fn handler() {}

fn main() {}
