use auth_core::require;

#[require(any(check(author == subject), check(author == subject)))]
async fn delete_post(author: String) {}

fn main() {}
