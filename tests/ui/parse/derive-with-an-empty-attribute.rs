use auth_core::Role;

#[derive(Role)]
enum Role {
    #[role]
    Admin,
}

fn main() {}
