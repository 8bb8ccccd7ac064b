use auth_core::require;

#[require(subject == 7)]
async fn handler() {}

fn main() {}
