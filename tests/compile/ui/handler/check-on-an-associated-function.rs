use auth_core::require;

struct Posts;

impl Posts {
    #[require(check(author == identity.subject()))]
    async fn delete(author: String) {}
}

fn main() {}
