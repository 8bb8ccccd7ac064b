use auth_core::require;

fn is_author(_author: String) -> bool {
    true
}

#[require(check(is_author(author)))]
async fn delete_post(author: String) -> String {
    author
}

fn main() {}
