use auth_core::Role;

#[derive(Role)]
#[role("admin")]
enum Role {
    Admin,
}

fn main() {}
