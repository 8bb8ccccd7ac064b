use auth_core::{policy, require};
use auth_core::guard::ReportOnly;

policy! {
    CanDelete = role = "admin";
}

#[require(CanDelete)]
fn delete() {}

// What a handler under `report_only` gets: the rule was decided, but not enforced.
fn observed(observed: ReportOnly<CanDelete>) {
    delete(observed);
}

fn main() {}
