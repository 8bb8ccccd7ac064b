use auth_core::{Guard, Undecided, policy};

policy! { CanEdit = role = "editor"; }

fn edit(_proof: &Guard<CanEdit>) {}

fn forge(undecided: &Undecided<CanEdit>) {
    edit(undecided);
}

fn main() {}
