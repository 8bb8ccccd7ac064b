use auth_core::require;

#[require(role = "admin", check = "post.author == subject")]
async fn delete_post(post: Post) {}

struct Post;

fn main() {}
