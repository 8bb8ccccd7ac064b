use auth_core::{Identity, require};

#[require(check(author == identity.subject()))]
async fn delete_post(identity: Identity, author: String) {}

fn main() {}
