use auth_core::Role;

#[derive(Role)]
struct Role;

fn main() {}
