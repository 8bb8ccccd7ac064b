use auth_core::Role;

#[derive(Role)]
enum Role {
    #[role(implies = Editor)]
    Admin,
    Editor,
}

fn main() {}
