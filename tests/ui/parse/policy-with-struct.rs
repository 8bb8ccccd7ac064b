use auth_core::policy;

policy! {
    pub struct CanPublish = role = "editor";
}

fn main() {}
