use auth_core::policy;

policy! {
    CanPublish = role = "editor", crate = ::auth_core;
}

fn main() {}
