use auth_core::Role;

#[derive(Role)]
enum Role {
    #[role(implies = [])]
    Admin,
}

fn main() {}
