use auth_core::{Role, require};

#[derive(Role)]
enum Role {
    #[role(implies = [Editor])]
    Admin,
    Editor,
}

// Whoever is an admin is an editor, too: `role = Role::Editor` says it all.
#[require(role = Role::Admin | Role::Editor)]
async fn handler() {}

fn main() {}
