use auth_core::require;

#[require(check(open, author == subject))]
async fn delete_post(open: bool, author: String) {}

fn main() {}
