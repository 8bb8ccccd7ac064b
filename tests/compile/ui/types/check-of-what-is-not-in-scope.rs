use auth_core::require;

#[require(check(post.author == identity.subject()))]
async fn delete_post(author: String) {}

fn main() {}
