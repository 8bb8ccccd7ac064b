use auth_core::{Guard, policy, require};

policy! {
    CanPublish = role = "editor";
    CanDelete = role = "admin";
}

#[require(CanDelete)]
fn delete() {}

fn publish(proof: Guard<CanPublish>) {
    delete(proof);
}

fn main() {}
