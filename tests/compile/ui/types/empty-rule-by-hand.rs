use auth_core::{Policy, require};
use auth_core::policy::Rule;

struct Everybody;

impl Policy for Everybody {
    const RULE: Rule = Rule::all(&[]);
}

#[require(any(role = "admin", Everybody))]
async fn handler() {}

fn main() {}
