use auth_core::require;

#[require(path == subject)]
async fn handler() {}

fn main() {}
