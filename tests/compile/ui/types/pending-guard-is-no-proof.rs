use auth_core::{Guard, policy};
use auth_core::guard::PendingGuard;

policy! { CanEdit = role = "editor"; }

fn edit(_proof: &Guard<CanEdit>) {}

fn forge(undecided: &PendingGuard<CanEdit>) {
    edit(undecided);
}

fn main() {}
