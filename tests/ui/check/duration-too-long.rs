use auth_core::require;

#[require(max_age = "213503982334602d")]
async fn handler() {}

fn main() {}
