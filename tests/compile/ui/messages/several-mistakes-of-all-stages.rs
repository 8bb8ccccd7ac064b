use auth_core::{Role, policy, require};

#[derive(Role)]
#[role(rename_all = "kebab")]
enum Role {
    #[role(implies = [Editr])]
    Admin,
    Editor(u8),
}

policy! {
    CanRead = claim.level => 3;
    CanWrite = ip = "10.1.2.3/8" | "10.0.0.0/33", max_age = "15";
}

#[require(any(role = Role::Admin, claim.level >= "3", path.a == path.b), acr = "a b", conceal, report_only)]
async fn handler() {}

fn main() {}
