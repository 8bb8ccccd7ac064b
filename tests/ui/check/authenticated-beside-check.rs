use auth_core::require;

#[require(authenticated, check(author == subject))]
async fn delete_post(author: String) {}

fn main() {}
