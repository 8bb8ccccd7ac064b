use auth_core::policy;

policy! {
    CanPublish = role = "editor", conceal;
}

fn main() {}
