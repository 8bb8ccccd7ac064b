use auth_core::Role;

#[derive(Role)]
enum Role {
    #[role(implies = ["editor"])]
    Admin,
    Editor,
}

fn main() {}
