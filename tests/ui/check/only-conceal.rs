use auth_core::require;

#[require(conceal)]
async fn handler() {}

fn main() {}
