use auth_core::require;

#[require(any(role = "admin", check(author is subject)))]
async fn delete_post(author: String) {}

fn main() {}
