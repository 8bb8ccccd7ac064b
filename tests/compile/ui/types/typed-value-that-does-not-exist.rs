use auth_core::{Role, require};

#[derive(Role)]
enum Role {
    Admin,
    Editor,
}

#[require(role = "root" | Role::Edtor)]
async fn handler() {}

fn main() {}
