use auth_core::require;

#[require(any(check(author == identity.subject()), check(author == identity.subject())))]
async fn delete_post(author: String) {}

fn main() {}
