use auth_core::require;

#[require(check(author = identity.subject()))]
async fn delete_post(author: String) {}

fn main() {}
