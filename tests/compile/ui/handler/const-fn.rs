use auth_core::require;

#[require(authenticated)]
const fn handler() {}

fn main() {}
