use auth_core::require;

struct Failed;

fn is_author(_author: &str) -> Result<bool, Failed> {
    Err(Failed)
}

#[require(check(is_author(&author)?))]
async fn delete_post(author: String) {}

fn main() {}
