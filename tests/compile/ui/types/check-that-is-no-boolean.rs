use auth_core::require;

#[require(check(author.find(identity.subject())))]
async fn delete_post(author: String) {}

fn main() {}
