use auth_core::Role;

#[derive(Role)]
enum Role {
    #[role(rename = "root")]
    Admin,
}

fn main() {}
