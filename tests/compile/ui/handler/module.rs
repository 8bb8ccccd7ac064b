use auth_core::require;

#[require(authenticated)]
mod handlers {}

fn main() {}
