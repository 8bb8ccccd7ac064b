use auth_core::policy;

policy! {
    pub CanPublish: role = "editor";
}

fn main() {}
