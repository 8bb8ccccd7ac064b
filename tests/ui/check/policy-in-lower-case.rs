use auth_core::policy;

policy! {
    pub can_publish = role = "editor";
}

fn main() {}
