use auth_core::policy;

policy! {
    CanPublish = role = "editor";
    CanPublish = role = "admin";
}

fn main() {}
