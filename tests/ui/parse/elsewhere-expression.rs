use auth_core::require;

#[require(expr = "post.author == user.id")]
async fn delete_user() {}

fn main() {}
