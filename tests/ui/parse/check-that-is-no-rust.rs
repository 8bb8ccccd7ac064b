use auth_core::require;

#[require(any(role = "admin", check(author is identity.subject())))]
async fn delete_post(author: String) {}

fn main() {}
