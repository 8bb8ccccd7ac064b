use auth_core::Role;

#[derive(Role)]
enum Role {
    Admin { level: u8 },
    Viewer,
}

fn main() {}
