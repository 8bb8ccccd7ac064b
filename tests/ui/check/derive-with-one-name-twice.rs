use auth_core::Role;

#[derive(Role)]
enum Role {
    Admin,
    #[role("admin")]
    Administrator,
}

fn main() {}
