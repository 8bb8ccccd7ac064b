use auth_core::{Scope, require};

#[derive(Scope)]
enum Scope {
    Write,
}

#[require(role = Scope::Write)]
async fn handler() {}

fn main() {}
