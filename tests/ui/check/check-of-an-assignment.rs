use auth_core::require;

#[require(check(author = subject))]
async fn delete_post(author: String) {}

fn main() {}
