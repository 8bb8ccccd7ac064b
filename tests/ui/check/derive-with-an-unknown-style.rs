use auth_core::Role;

#[derive(Role)]
#[role(rename_all = "kebab")]
enum Role {
    SuperUser,
}

fn main() {}
