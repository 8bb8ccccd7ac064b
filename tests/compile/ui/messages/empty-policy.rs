use auth_core::policy;

policy! {}

fn main() {}
