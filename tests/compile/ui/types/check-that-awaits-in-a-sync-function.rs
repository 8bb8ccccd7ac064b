use auth_core::require;

async fn is_author(_author: &str) -> bool {
    true
}

#[require(check(is_author(&author).await))]
fn delete_post(author: String) {}

fn main() {}
