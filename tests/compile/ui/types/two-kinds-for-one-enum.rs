use auth_core::{Role, Scope};

#[derive(Role, Scope)]
enum Both {
    Admin,
}

fn main() {}
