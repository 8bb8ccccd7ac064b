use auth_core::require;

#[require(authenticated)]
struct Handler;

fn main() {}
