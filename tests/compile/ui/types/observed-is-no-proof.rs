use auth_core::{Observed, policy, require};

policy! {
    CanDelete = role = "admin";
}

#[require(CanDelete)]
fn delete() {}

// What a handler under `report_only` gets: the rule was decided, but not enforced.
fn observed(observed: Observed<CanDelete>) {
    delete(observed);
}

fn main() {}
